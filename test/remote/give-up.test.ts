import assert from "node:assert/strict";
import { test } from "node:test";
import { chiefReason, failedWindows, MOST_FAILED_WINDOWS, type WindowOutcome } from "../../src/remote/give-up.js";

const windows: Record<string, WindowOutcome> = {
  /** Answered. */
  a: { begun: 10, succeeded: 10, reasons: {} },
  /** One came through. */
  o: { begun: 10, succeeded: 1, reasons: { "503 Service Unavailable": 9 } },
  /** Errors. */
  e: { begun: 10, succeeded: 0, reasons: { "503 Service Unavailable": 10 } },
  /** Silence. */
  s: { begun: 10, succeeded: 0, reasons: {} },
  /** Nothing was due. */
  n: { begun: 0, succeeded: 0, reasons: {} },
  /** Nothing was due, and an answer came late. */
  l: { begun: 0, succeeded: 1, reasons: {} },
};

for (const [course, isGivenUp] of [
  ["", false],
  ["aaa", false],
  ["ee", false],
  ["eee", true],
  ["ses", true],
  ["eeaee", false],
  ["eeoee", false],
  ["eelee", false],
  ["eneen", true],
  ["nnnnn", false],
  ["aaeee", true],
] as const) {
  test(`the course "${course}" is ${isGivenUp ? "" : "not "}given up`, () => {
    const streak = [...course].reduce((before, window) => failedWindows(before, windows[window]!), 0);
    assert.equal(streak >= MOST_FAILED_WINDOWS, isGivenUp);
  });
}

test("the reason that is told is the one that was seen most", () => {
  assert.equal(
    chiefReason({ ...windows.e!, reasons: { timeout: 2, "503 Busy (tried again)": 7, reset: 1 } }),
    "503 Busy (tried again)",
  );
  assert.equal(chiefReason(windows.s!), "nothing came back");
});
