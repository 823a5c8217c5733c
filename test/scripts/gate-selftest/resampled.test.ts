/** Gates resampled from a pool whose every effect is known, and what the self-test concludes from them. */
import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { betweenMarkers } from "../../../scripts/docs-page.js";
import { criteria } from "../../../scripts/gate-selftest/criteria.js";
import { Pool, type PoolRound, roundSeconds } from "../../../scripts/gate-selftest/pool.js";
import { confirmations, resampledRows } from "../../../scripts/gate-selftest/resampled.js";
import type { Row } from "../../../scripts/gate-selftest/row.js";
import { type VariantName, variantNames } from "../../../scripts/gate-selftest/variants.js";
import type { GateMetricName } from "../../../src/gate/metrics.js";
import { scratchFolder } from "../../end-to-end/processes.js";
import { rounds, WEBSOCKET_ONLY } from "../../gate/rounds.js";

const setting = { approaches: WEBSOCKET_ONLY, loop: "open", base: "live" } as const;

const effects: Partial<Record<VariantName, Partial<Record<GateMetricName, number>>>> = {
  "cpu+5%": { "service-cpu-per-delivery": 1.05 },
  "cpu+10%": { "service-cpu-per-delivery": 1.1 },
  "cpu+20%": { "service-cpu-per-delivery": 1.2 },
  "memory+20MB": { "service-memory": 1.25 },
  "tail-stall": { "latency-p99": 1.6 },
};

/** Noise of ±1 %, every variant's effect on top, either arm first in turns. */
function knownPool(count: number): PoolRound[] {
  const played = variantNames.map((name, i) => rounds({ count, head: effects[name] ?? {}, seed: i + 1 }));
  return Array.from({ length: count }, (_, round) => ({
    scenario: "chat",
    machine: "m",
    seconds: 35,
    order: round % 2 === 0 ? [...variantNames] : [...variantNames].reverse(),
    figures: Object.fromEntries(
      variantNames.map((name, i) => [name, played[i]![round]!.head]),
    ) as unknown as PoolRound["figures"],
  }));
}

const pool = knownPool(30);
const rows = resampledRows(pool, { setting, mostRounds: 24, trials: 10, pools: 3, seed: 1 });
const rowOf = (name: VariantName): Row => rows.find(({ under }) => under.includes(`, ${name},`))!;

test("identical arms pass after the first look; what is worse is found after the last", () => {
  const alike = rowOf("base′");
  assert.deepEqual([alike.metric, alike.effect, alike.pass, alike.rounds], ["any", 0, 10, 12]);
  for (const name of ["cpu+10%", "cpu+20%", "memory+20MB", "tail-stall"] as const) {
    const { regression, rounds: played, low } = rowOf(name);
    assert.deepEqual([regression, played, low], [10, 24, 1], name);
  }
});

test("a gate that has time for fewer rounds ends with those", () => {
  const short = resampledRows(pool, { setting, mostRounds: 19, trials: 3, pools: 1, seed: 1 });
  const { rounds: played, regression } = short.find(({ under }) => under.includes("cpu+20%"))!;
  assert.deepEqual([played, regression], [19, 3]);
});

test("the minutes are those of a gate with two arms", () => {
  assert.equal(roundSeconds(pool), 10);
  assert.equal(rowOf("cpu+10%").minutes, 4);
});

test("what was no share of anything is given as it was measured", () => {
  assert.ok(Math.abs(rowOf("memory+20MB").effect - 0.25) < 0.02);
  const confirmed = confirmations(pool, setting);
  assert.deepEqual(new Set(confirmed.map(({ variant }) => variant)), new Set(Object.keys(effects)));
  const { ratio } = confirmed.find(({ variant }) => variant === "cpu+10%")!;
  assert.ok(Math.abs(ratio! - 1.1) < 0.01);
});

test("criteria: told only from enough rounds, and missed by a false alarm, a miss, or a gate that takes too long", () => {
  const live = {
    scenario: "chat",
    rounds: 30,
    mostRounds: 24,
    roundSeconds: 10,
    rows,
    confirmations: [],
    sensitivity: [],
  };
  const findings = { simulated: [], controls: [], circumstances: "" };
  const met = (given: Partial<typeof live>) =>
    criteria({ ...findings, live: { ...live, ...given } }).map((one) => one.met);
  assert.deepEqual(met({}), [true, true, true]);
  assert.deepEqual(met({ rounds: 23 }), [true, undefined, undefined]);
  const changed = (name: VariantName, change: Partial<Row>) => ({
    rows: rows.map((row) => (row === rowOf(name) ? { ...row, ...change } : row)) as typeof rows,
  });
  assert.deepEqual(met(changed("base′", { regression: 1 })), [true, false, true]);
  assert.deepEqual(met(changed("cpu+10%", { regression: 9 })), [true, true, false]);
  assert.deepEqual(met(changed("cpu+10%", { minutes: 5.1 })), [true, true, false]);
});

test("the pool grows in its file, and leaves rounds of other machines and scenarios alone", (context) => {
  const file = path.join(scratchFolder(context), "a", "pool.ndjson");
  const [first, second] = pool;
  new Pool(file, { scenario: "chat", machine: "m" }).add(first!);
  appendFileSync(file, `${JSON.stringify({ ...first, machine: "other" })}\n`);
  const again = new Pool(file, { scenario: "chat", machine: "m" });
  again.add(second!);
  assert.deepEqual(again.rounds, [first, second]);
  assert.equal(readFileSync(file, "utf8").trim().split("\n").length, 3);
});

test("only what is between the markers of a page is replaced", () => {
  const page =
    "a\n<!-- measured: begin (npm run gate:selftest -- --docs docs/gate.md) -->\n\nold\n\n<!-- measured: end -->\nb\n";
  assert.equal(betweenMarkers(page, "gate:selftest", "new"), page.replace("old", "new"));
  assert.throws(() => betweenMarkers("no markers", "gate:selftest", "new"), /no markers/);
});
