import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { test } from "node:test";
import { openFilesOf, readOpenFilesLimit } from "../../src/machine/open-files.js";

test("the open files of a process are counted one by one", () => {
  const before = openFilesOf([process.pid])!;
  const opened = Array.from({ length: 7 }, () => openSync("/dev/null", "r"));
  const after = openFilesOf([process.pid])!;
  for (const file of opened) closeSync(file);
  assert.equal(after - before, 7);
  assert.ok(after <= (readOpenFilesLimit() ?? after));
});

test("nobody knows those of a process that is gone", () => {
  assert.equal(openFilesOf([process.pid, 2 ** 22 + 1]), undefined);
  assert.equal(openFilesOf([]), undefined);
});
