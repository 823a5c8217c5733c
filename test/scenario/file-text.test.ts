import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { decode, readFileText } from "../../src/scenario/file-text.js";
import { loadScenario } from "../../src/scenario/load.js";
import { folderOf, scenarioText } from "./scenario-file.js";

const text = scenarioText({ title: "title: Caffè ☕ für alle" });

/** The oracle: another program's idea of the encoding. */
const encoded = (to: string): Buffer => execFileSync("iconv", ["-f", "UTF-8", "-t", to], { input: text });

for (const encoding of ["UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE"]) {
  test(`${encoding} is read as iconv writes it`, () => assert.deepEqual(decode(encoded(encoding)), { text }));
}

test("a byte order mark is no part of the text", () => {
  assert.deepEqual(decode(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)])), { text });
});

test("Latin-1 is refused with the line and what to do", () => {
  const latin = Buffer.from("title: a\nsource: Müller\n", "latin1");
  assert.deepEqual(decode(latin), { problem: "is not UTF-8 text (Latin-1?): save the file as UTF-8", line: 2 });
});

test("a device without end is read to the limit, not for ever", { timeout: 5_000 }, async () => {
  assert.deepEqual(await readFileText("/dev/zero"), { problem: "is larger than 128 KiB: it is no scenario" });
});

test("the refusal stands in the problems of the scenario", async (context) => {
  const folder = await folderOf(context, { "x.yaml": scenarioText() });
  const { writeFile } = await import("node:fs/promises");
  await writeFile(`${folder}/x.yaml`, Buffer.from("title: a\nsource: Müller\n", "latin1"));
  await assert.rejects(loadScenario("x.yaml", { directories: [], cwd: folder }), {
    code: "scenario-invalid",
    problems: [{ at: "x.yaml:2", message: "is not UTF-8 text (Latin-1?): save the file as UTF-8" }],
  });
});
