import assert from "node:assert/strict";
import { test } from "node:test";
import type { Missing } from "../../src/collectors/collector.js";
import { ConnectsCollector } from "../../src/collectors/connects.js";
import {
  ColumnLog,
  type ObservationKind,
  type Observations,
  observationKinds,
} from "../../src/collectors/observations.js";
import { RecoveryCollector } from "../../src/collectors/recovery.js";
import { SERVICE } from "../../src/flow.js";
import { NS_PER_MS } from "../../src/units.js";
import { delivery } from "./delivery.js";

const START_MS = 5_000;
const run = { startNs: START_MS * NS_PER_MS, offsetNs: 0, lengthNs: 1_000 * NS_PER_MS, from: 0, to: 0 };

/** Times in ms from the start of the slice. */
function observed(seen: Partial<Record<ObservationKind, number[]>>): Observations {
  const columns = observationKinds.map((kind) => {
    const log = new ColumnLog();
    for (const ms of seen[kind] ?? []) log.append(0, 0, (START_MS + ms) * NS_PER_MS);
    return [kind, log.take()];
  });
  return { ...Object.fromEntries(columns), reasons: {} };
}

function recovery(
  fault: [beganMs: number, endedMs: number],
  deliveries: [recipient: number, dueMs: number, deliveredMs: number][],
  seen: Partial<Record<ObservationKind, number[]>> = {},
  missing: [recipient: number, dueMs: number][] = [],
) {
  const collector = new RecoveryCollector();
  const ns = (ms: number): number => (START_MS + ms) * NS_PER_MS;
  for (const [event, [recipient, dueMs, deliveredMs]] of deliveries.entries())
    collector.delivered(delivery({ event, recipient, dueNs: ns(dueMs), deliveredNs: ns(deliveredMs) }));
  const times = { kind: "service-killed", beganNs: ns(fault[0]), endedNs: ns(fault[1]) };
  const notMade = missing.map(
    ([recipient, dueMs]): Missing => ({ event: 0, recipient, dueNs: ns(dueMs), why: "lost" }),
  );
  collector.endSlice({ run, faults: [times], observations: [observed(seen)], missing: () => notMade });
  const { faults, delivered, binNs } = collector.sample().recovery!;
  const inMs = Object.entries(faults[0]!).map(([name, value]) => [
    name,
    typeof value === "number" ? value / NS_PER_MS : value,
  ]);
  return { fault: Object.fromEntries(inMs), delivered, binNs };
}

test("detected by the first sign after it began, recovered by the first event due after it, drained by the last due before", () => {
  const { fault } = recovery(
    [100, 300],
    [
      [SERVICE, 50, 51],
      [SERVICE, 150, 420], // waited for the end
      [SERVICE, 290, 360],
      [SERVICE, 310, 350],
      [SERVICE, 305, 380],
    ],
    { disconnected: [20, 130], retried: [125, 200], refused: [99] },
  );
  const expected = { kind: "service-killed", beganNs: 100, endedNs: 300, detectNs: 25, recoverNs: 50, drainNs: 120 };
  assert.deepEqual(fault, expected);
});

test("what never came leaves the backlog undrained; what was lost before the fault is not its doing", () => {
  const delivered: [number, number, number][] = [[SERVICE, 310, 320]];
  assert.equal(recovery([100, 300], delivered, {}, [[SERVICE, 200]]).fault.drainNs, undefined);
  assert.equal(recovery([100, 300], delivered, {}, [[SERVICE, 50]]).fault.drainNs, 0);
  assert.equal(recovery([100, 300], delivered, {}, [[SERVICE, 305]]).fault.drainNs, 0);
});

test("nothing noticed and nothing due after it: no figure, not 0", () => {
  const { fault } = recovery([100, 300], [[SERVICE, 50, 51]], { retried: [20] });
  assert.deepEqual(fault, { kind: "service-killed", beganNs: 100, endedNs: 300, drainNs: 0 });
});

test("recovered for every recipient when the last one has its first event due after the fault", () => {
  const delivered: [number, number, number][] = [
    [0, 310, 320],
    [1, 310, 700],
    [0, 400, 900],
    [1, 400, 650],
  ];
  assert.equal(recovery([100, 300], delivered).fault.recoverAllNs, 350);
  assert.equal(recovery([100, 300], delivered, {}, [[2, 400]]).fault.recoverAllNs, undefined);
  assert.equal(recovery([100, 300], delivered, {}, [[1, 410]]).fault.recoverAllNs, 350);
});

test("deliveries are counted by when they came, the drain included", () => {
  const { delivered, binNs } = recovery(
    [100, 300],
    [
      [0, 10, 99],
      [0, 20, 100],
      [0, 30, 1_250],
    ],
  );
  assert.equal(binNs, 100 * NS_PER_MS);
  assert.deepEqual(delivered, [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
});

test("peak connects: the most within any 100 ms, over all processes, as a rate", () => {
  const collector = new ConnectsCollector();
  const first = observed({ connected: [0, 60, 130, 159], disconnected: [1] });
  collector.endSlice({ observations: [first, observed({ connected: [155, 300] })] });
  assert.deepEqual(collector.sample().wire, { connectionsBroken: 1, peakConnectsPerSecond: 40 }); // 60, 130, 155, 159
  assert.equal(new ConnectsCollector().sample().wire!.peakConnectsPerSecond, 0);
});
