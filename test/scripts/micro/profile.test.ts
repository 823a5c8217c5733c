import assert from "node:assert/strict";
import { test } from "node:test";
import { sharesOf } from "../../../scripts/micro/profile.js";

const rounded = ({ shares }: ReturnType<typeof sharesOf>): [string, number][] =>
  shares.map(({ category, ratio }) => [category, Math.round(ratio * 1000) / 1000]);

const nothing = { processNs: 0, mainNs: 0, sampledUs: {} };

test("what the main thread used beyond its samples is native code, what the process used beyond that other threads", () => {
  const measured = [
    { processNs: 6_000, mainNs: 5_000, sampledUs: { ws: 2 } },
    { processNs: 4_000, mainNs: 4_000, sampledUs: { ws: 1, crypto: 1, "native code": 1 } },
  ];
  assert.deepEqual(rounded(sharesOf(measured, nothing)), [
    ["native code", 0.5],
    ["ws", 0.3],
    ["crypto", 0.1],
    ["other threads", 0.1],
  ]);
});

test("what the profiler's signals cost an idle slice is taken off every slice", () => {
  const slice = { processNs: 6_000, mainNs: 6_000, sampledUs: { ws: 2 } };
  const idle = { processNs: 2_000, mainNs: 2_000, sampledUs: { measuring: 1 } };
  assert.deepEqual(rounded(sharesOf([slice, slice], idle)), [
    ["native code", 0.6],
    ["ws", 0.4],
  ]);
});

test("samples of a thread that had to wait for its CPU exceed what it used: nothing is negative", () => {
  const slice = { processNs: 1_000, mainNs: 1_000, sampledUs: { ws: 3, crypto: 1 } };
  assert.deepEqual(rounded(sharesOf([slice], nothing)), [
    ["ws", 0.75],
    ["crypto", 0.25],
  ]);
  assert.throws(() => sharesOf([], nothing), /no CPU/);
});
