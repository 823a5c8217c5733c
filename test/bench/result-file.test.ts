import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { RENDERED, ResultFile } from "../../src/bench/result-file.js";
import { gateReporters } from "../../src/reporters/gate/registry.js";
import { reporters } from "../../src/reporters/registry.js";
import type { Result } from "../../src/result/result.js";
import { scratchFolder } from "../end-to-end/processes.js";

const result = { state: "running", seed: 2 } as unknown as Result;

function folderWith(context: TestContext, files: readonly string[]): string {
  const folder = path.join(scratchFolder(context), "out");
  mkdirSync(folder);
  for (const file of files) writeFileSync(path.join(folder, file), "of another run");
  return folder;
}

test("a run that begins removes every file that any reporter made of an earlier one", () => {
  const files = [...Object.values(reporters), ...Object.values(gateReporters)].map(({ file }) => file);
  assert.deepEqual([...RENDERED].sort(), files.filter((file) => file !== "result.json").sort());
});

for (const verdict of ["result.json", "gate.json"]) {
  test(`beside a ${verdict} nothing rendered of it stays when a run begins; other files do`, (context) => {
    const folder = folderWith(context, [verdict, ...RENDERED, "notes.txt"]);
    new ResultFile(folder).open(result);
    assert.deepEqual(readdirSync(folder).sort(), ["notes.txt", "result.json"]);
    assert.equal(JSON.parse(readFileSync(path.join(folder, "result.json"), "utf8")).seed, 2);
  });
}

test("in a folder where no run was, files of the same names are left alone", (context) => {
  const folder = folderWith(context, ["report.md", "junit.xml"]);
  new ResultFile(folder).open(result);
  assert.deepEqual(readdirSync(folder).sort(), ["junit.xml", "report.md", "result.json"]);
});

test("what cannot be replaced stays as it was, and no half file beside it", (context) => {
  const folder = path.join(scratchFolder(context), "out");
  const file = new ResultFile(folder);
  mkdirSync(path.join(folder, "result.json")); // no file can be renamed over a folder
  assert.throws(() => file.write(result), { code: "output-lost", message: /Cannot write to .*out: E/ });
  assert.deepEqual(readdirSync(folder), ["result.json"]);
});
