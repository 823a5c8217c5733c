import assert from "node:assert/strict";
import { test } from "node:test";
import { exitCodeIfTold } from "../../src/cli/run-process.js";

/** What is printed when standard output failed like that, and the exit code instead of `exitCode`. */
function ended(exitCode: number, code: string | undefined): { exitCode: number; stderr: string } {
  const seen = { exitCode: -1, stderr: "" };
  const failure = code === undefined ? undefined : Object.assign(new Error(`${code}: write`), { code });
  const stderr = {
    isTTY: false,
    columns: 80,
    write: (text: string) => {
      seen.stderr += text;
    },
  };
  seen.exitCode = exitCodeIfTold({ stdout: { ...stderr, failure }, stderr }, exitCode);
  return seen;
}

test("an outcome that was told is the exit code", () => {
  for (const code of [0, 1, 2, 3, 4, 5, 130]) assert.deepEqual(ended(code, undefined), { exitCode: code, stderr: "" });
});

test("a verdict that nobody could read is no verdict: 4, with a sentence", () => {
  for (const code of ["EPIPE", "EIO", "ENOSPC", "EBADF"]) {
    for (const verdict of [1, 3, 5]) {
      const { exitCode, stderr } = ended(verdict, code);
      assert.equal(exitCode, 4, `${code} at ${verdict}`);
      assert.match(stderr, new RegExp(`^error: Standard output cannot be written: ${code}: write\\nhint: `));
    }
  }
});

test("a reader that has read enough is no failure; a full disk is", () => {
  assert.deepEqual(ended(0, "EPIPE"), { exitCode: 0, stderr: "" });
  assert.equal(ended(0, "ENOSPC").exitCode, 4);
});

test("errors that standard error told, and an interruption, stay what they are", () => {
  for (const code of [2, 4, 130]) assert.deepEqual(ended(code, "ENOSPC"), { exitCode: code, stderr: "" });
});
