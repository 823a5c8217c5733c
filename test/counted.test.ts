import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, partOf } from "../src/counted.js";

test("one is not many, and thousands are grouped", () => {
  assert.deepEqual(
    [counted(0, "round"), counted(1, "round"), counted(1_234_567, "delivery", "deliveries")],
    ["0 rounds", "1 round", "1,234,567 deliveries"],
  );
  assert.deepEqual([partOf(1, 1, "round"), partOf(1_000, 12_000, "round")], ["1 of 1 round", "1,000 of 12,000 rounds"]);
});
