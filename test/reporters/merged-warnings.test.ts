import assert from "node:assert/strict";
import { test } from "node:test";
import { mergedWarnings } from "../../src/reporters/merged-warnings.js";
import type { Warning } from "../../src/result/result.js";

const lost = (approach: string, count: number): Warning => ({
  code: "deliveries-lost",
  message: `${count} deliveries never arrived.`,
  advice: "See the reasons.",
  approach,
});

test("equal warnings of several approaches are one line, with all their names", () => {
  assert.deepEqual(mergedWarnings([lost("webhook", 3), lost("websocket", 3)]), [
    {
      code: "deliveries-lost",
      approaches: ["webhook", "websocket"],
      message: "3 deliveries never arrived.",
      advice: "See the reasons.",
    },
  ]);
});

test("warnings that differ in their numbers share the line, each with its name", () => {
  const [one, ...others] = mergedWarnings([lost("webhook", 3), lost("websocket", 4)]);
  assert.deepEqual(others, []);
  assert.deepEqual(one!.approaches, []);
  assert.equal(one!.message, "webhook: 3 deliveries never arrived. websocket: 4 deliveries never arrived.");
});

test("a warning of the whole run, and one of a single approach, stay as they are", () => {
  const whole: Warning = { code: "quick", message: "One short round.", advice: "Run without --quick." };
  const [first, second] = mergedWarnings([whole, lost("webhook", 1)]);
  assert.deepEqual(first, { ...whole, approaches: [] });
  assert.deepEqual(second!.approaches, ["webhook"]);
});
