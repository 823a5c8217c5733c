import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { UsageWatch, usageOf } from "../../src/machine/process-usage.js";

test("without getconf, as in a slim image, usage is read all the same and nothing is printed", () => {
  const url = new URL("../../src/machine/process-usage.js", import.meta.url).href;
  const script = `const { usageOf } = await import("${url}"); console.log((await usageOf(process.pid)).rssBytes > 2 ** 20);`;
  const env = { PATH: "/nowhere" };
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    env,
    encoding: "utf8",
  });
  assert.deepEqual({ stdout, stderr }, { stdout: "true\n", stderr: "" });
});

test("a watch that is stopped while it takes its first look sets no timer: nobody would end it", async () => {
  let looks = 0;
  let answer = (): void => {};
  const watch = new UsageWatch(() => {
    looks++;
    return new Promise((resolve) => {
      answer = () => resolve({ cpuNs: 0, rssBytes: 0 });
    });
  });
  const begun = watch.begin(1);
  watch.stop();
  answer();
  await begun;
  await setTimeout(20);
  assert.equal(looks, 1);
});

test("the usage of a process that is gone is unknown, not 0", async () => {
  assert.equal(await usageOf(2 ** 22 + 1), undefined);
});
