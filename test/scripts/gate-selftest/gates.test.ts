/** What the gate's self-test says of whole gates and of a pool whose every effect is known, and what it concludes. */
import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { criteria } from "../../../scripts/gate-selftest/criteria.js";
import { injectedEffects } from "../../../scripts/gate-selftest/effects.js";
import { reportText } from "../../../scripts/gate-selftest/findings-text.js";
import { Gates, gateRows, measuredChanges, type PlayedGate } from "../../../scripts/gate-selftest/gates.js";
import { Pool, type PoolRound, roundSeconds } from "../../../scripts/gate-selftest/pool.js";
import { type ChangeName, type VariantName, variantNames } from "../../../scripts/gate-selftest/variants.js";
import { betweenMarkers } from "../../../src/files/docs-page.js";
import type { GateVerdict } from "../../../src/gate/gate-report.js";
import type { GateMetricName } from "../../../src/gate/metrics.js";
import { scratchFolder } from "../../end-to-end/processes.js";
import { rounds, TRANSPORTS, WEBSOCKET_ONLY } from "../../gate/rounds.js";

const setting = { approaches: WEBSOCKET_ONLY, transports: TRANSPORTS, loop: "open", base: "live" } as const;

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

test("a pool gives the size of each effect with its interval, and the time of a gate's round", () => {
  const found = injectedEffects(pool, setting);
  assert.deepEqual(new Set(found.map(({ variant }) => variant)), new Set(Object.keys(effects)));
  for (const { variant, metric, ratio, low, high } of found) {
    const wanted = effects[variant]![metric as GateMetricName]!;
    assert.ok(low! < ratio! && ratio! < high! && Math.abs(ratio! - wanted) < 0.02, `${variant}: ${ratio}`);
  }
  assert.equal(roundSeconds(pool), 10);
});

const gatesOf = (change: ChangeName, count: number, verdict: GateVerdict, minutes = 5.5): PlayedGate[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ scenario: "chat", machine: "m", change, seed: i, verdict, reason: "", rounds: 28, minutes },
    ratios: { websocket: 1.1 + (i - count / 2) / 1000, webhook: 1 },
    sigmas: { websocket: 0.05, webhook: 0.03 },
  }));

const ALONE = "websocket alone, CPU +10 %";

test("gates are counted by change, and the change is as large as they measured it", () => {
  const gates = [...gatesOf("nothing", 3, "pass"), ...gatesOf(ALONE, 9, "regression"), ...gatesOf(ALONE, 1, "pass")];
  assert.deepEqual(
    gateRows(gates).map(({ under, effect, trials, regression, inconclusive, pass }) => [
      under,
      effect,
      ...[trials, regression, inconclusive, pass],
    ]),
    [
      ["live, nothing", 0, 3, 0, 0, 3],
      [`live, ${ALONE}`, 0.1, 10, 9, 0, 1],
    ],
  );
  const alone = measuredChanges(gates).find(({ change, approach }) => change === ALONE && approach === "websocket")!;
  assert.ok(Math.abs(alone.ratio - 1.1) < 0.005 && alone.low! < 1.1 && 1.1 < alone.high! && alone.sigma === 0.05);
});

test("criteria are told only by as many gates as can tell; a miss, a false alarm or too long a gate is told at once", () => {
  const met = (gates: PlayedGate[]) =>
    criteria({
      ...{ simulated: [], pageNoise: [], controls: [], circumstances: "" },
      gates: { rows: gateRows(gates), measured: [] },
    })
      .slice(1)
      .map((one) => one.met);
  assert.deepEqual(met(gatesOf(ALONE, 71, "regression")), [undefined], "71 of 71: at least 94.9 %");
  assert.deepEqual(met(gatesOf(ALONE, 72, "regression")), [true], "72 of 72: at least 95.0 %");
  assert.deepEqual(met([...gatesOf(ALONE, 10, "regression"), ...gatesOf(ALONE, 5, "inconclusive")]), [false]);
  assert.deepEqual(met(gatesOf(ALONE, 72, "regression", 6.5)), [false], "found, but not in six minutes");
  assert.deepEqual(met(gatesOf("nothing", 20, "pass")), [undefined]);
  assert.deepEqual(met([...gatesOf("nothing", 17, "pass"), ...gatesOf("nothing", 3, "regression")]), [false]);
});

test("the page says what there was, and leaves out what was not played", () => {
  const none = { simulated: [], pageNoise: [], controls: [], circumstances: "today" };
  assert.doesNotMatch(reportText(none), /Live/);
  const gates = gatesOf(ALONE, 4, "regression");
  const text = reportText({ ...none, gates: { rows: gateRows(gates), measured: measuredChanges(gates) } });
  assert.match(text, /live, websocket alone, CPU \+10 % .*\| +4 \|.*\| +100 % \| 39\.8 % to 100 %/);
});

test("pool and gates grow in their files, and leave other machines and scenarios alone", (context) => {
  const folder = scratchFolder(context);
  const mine = { scenario: "chat", machine: "m" };
  const rounds = path.join(folder, "a", "pool.ndjson");
  const [first, second] = pool;
  new Pool(rounds, mine).add(first!);
  appendFileSync(rounds, `${JSON.stringify({ ...first, machine: "other" })}\n`);
  const again = new Pool(rounds, mine);
  again.add(second!);
  assert.deepEqual(again.rounds, [first, second]);
  assert.equal(readFileSync(rounds, "utf8").trim().split("\n").length, 3);
  const file = path.join(folder, "b", "gates.ndjson");
  const [gate] = gatesOf("nothing", 1, "pass");
  new Gates(file, mine).add(gate!);
  appendFileSync(file, `${JSON.stringify({ ...gate, scenario: "ticker" })}\n`);
  assert.deepEqual(new Gates(file, mine).played, [gate]);
});

test("only what is between the markers of a page is replaced", () => {
  const page =
    "a\n<!-- measured: begin (npm run gate:selftest -- --docs docs/gate.md) -->\n\nold\n\n<!-- measured: end -->\nb\n";
  assert.equal(betweenMarkers(page, "gate:selftest", "new"), page.replace("old", "new"));
  assert.throws(() => betweenMarkers("no markers", "gate:selftest", "new"), /no markers/);
});
