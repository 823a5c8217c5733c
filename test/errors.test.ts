import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { errorTable, exitCodes, PushbenchError } from "../src/errors.js";

/** Rows of the table under a heading of docs/errors.md, cells without back-ticks. */
function documented(heading: string): string[][] {
  const page = readFileSync("docs/errors.md", "utf8");
  const section = page.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim().replace(/^`(.*)`$/, "$1")),
  );
}

test("docs/errors.md has every exit code and no other", () => {
  const rows = documented("Exit codes").map(([code, name]) => [Number(code), name]);
  assert.deepEqual(
    rows,
    Object.entries(exitCodes).map(([name, code]) => [code, name]),
  );
});

test("docs/errors.md has every error with its exit code and meaning, and no other", () => {
  const rows = documented("Errors").map(([code, exit, means]) => ({ code, exit: Number(exit), means }));
  assert.deepEqual(
    rows,
    Object.entries(errorTable).map(([code, { exit, means }]) => ({ code, exit, means })),
  );
});

test("docs/errors.md gives each error a cause and a way out", () => {
  for (const row of documented("Errors")) {
    assert.equal(row.length, 5, `${row[0]}: cells`);
    assert.ok(
      row.every((cell) => cell.length > 0),
      `${row[0]}: an empty cell`,
    );
  }
});

test("an error carries its exit code, hint and problems", () => {
  const problems = [{ at: "chat.yaml:3 clients", message: "must be a whole number" }];
  const error = new PushbenchError("scenario-invalid", "1 problem", { hint: "Look.", problems });
  assert.equal(error.exitCode, 2);
  assert.equal(error.hint, "Look.");
  assert.deepEqual(error.problems, problems);
});
