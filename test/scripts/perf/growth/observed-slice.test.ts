/** What is made up of a slice is taken in as a run's own: the sums balance, and nothing is strange to the ledger. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { observedSlice } from "../../../../scripts/perf/growth/observed-slice.js";
import { Ledger } from "../../../../src/collectors/ledger.js";
import { buildSchedule } from "../../../../src/executors/schedule.js";
import type { Topology } from "../../../../src/flow.js";
import { seededRandom } from "../../../../src/random.js";

for (const flow of ["ingest", "relay"] as const) {
  test(`flow ${flow}: every delivery of every event is there once`, () => {
    const topology: Topology = { flow, clients: 25, roomSize: 10 };
    const schedule = buildSchedule({
      arrivals: { executor: "poisson-arrival-rate", perSecond: 500 },
      topology,
      payloadBytes: 100,
      windowNs: 1e9,
      seed: 1,
    });
    const slice = { phase: "measured" as const, offsetNs: 0, lengthNs: 1e9, from: 0, to: schedule.dueNs.length };
    const { generator, service } = observedSlice({ schedule, topology, slice, startNs: 5e9 }, seededRandom(1, "seen"));
    const ledger = new Ledger(
      { topology, closedLoop: false, dueNs: schedule.dueNs, senders: schedule.sender, firstIndex: 0 },
      [],
    );
    ledger.record({ startNs: 5e9, ...slice }, [generator, service]);
    const { events, expected, delivered, lost, duplicates, acked, reasons } = ledger.deliveries(true);
    assert.equal(events, schedule.dueNs.length);
    assert.equal(delivered, expected);
    assert.deepEqual({ lost, duplicates, acked, reasons }, { lost: 0, duplicates: 0, acked: events, reasons: {} });
  });
}
