import assert from "node:assert/strict";
import { test } from "node:test";
import { openLive } from "../../src/cli/live/open-live.js";

const about = { title: "Chat", folder: "reports/chat", isStudy: false };

async function printed(asked: { live: boolean; json: boolean }) {
  const texts = { stdout: "", stderr: "" };
  const output = (stream: keyof typeof texts) => ({
    write: (text: string) => {
      texts[stream] += text;
    },
    isTTY: false,
    columns: 80,
  });
  const page = await openLive({ stdout: output("stdout"), stderr: output("stderr") }, asked, about);
  const status = page && (await fetch(page.url)).status;
  await page?.close();
  return { ...texts, url: page?.url, status };
}

test("the address is printed for people, or as a line for programs, and without --live there is nothing", async () => {
  const people = await printed({ live: true, json: false });
  assert.deepEqual([people.stdout, people.status], ["", 200]);
  assert.ok(people.stderr.endsWith(`: ${people.url}\n`));
  const programs = await printed({ live: true, json: true });
  assert.equal(programs.stderr, "");
  assert.deepEqual(JSON.parse(programs.stdout), { type: "live", url: programs.url });
  assert.deepEqual(await printed({ live: false, json: true }), {
    stdout: "",
    stderr: "",
    url: undefined,
    status: undefined,
  });
});
