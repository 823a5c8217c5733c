/** What holds of all collectors: which of them a round has, what they share, and how a round is put together of their parts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { collectorsOf } from "../../src/collectors/all.js";
import { type Collector, type Delivery, merged, type SliceEnd } from "../../src/collectors/collector.js";
import { Ledger } from "../../src/collectors/ledger.js";
import { noObservations } from "../../src/collectors/observations.js";
import { ServiceUseCollector } from "../../src/collectors/processes/service-use.js";
import { SliceLatencyCollector } from "../../src/collectors/slice-latency.js";
import { SERVICE } from "../../src/flow.js";
import { delivery } from "./delivery.js";

const open = {
  hasLatency: true,
  asksWhenQuiet: false,
  withAcks: false,
  deliveredByAck: false,
  serviceIsMeasured: true,
  closedLoop: false,
  withoutEvents: false,
  clients: 3,
  withFaults: false,
  generators: 1,
  bodyBytes: () => 100,
};

const run = { startNs: 1_000, offsetNs: 0, lengthNs: 1_000, from: 0, to: 2 };

const sample = {
  ...{ cpuNs: 300, elapsedNs: 1_000, eventLoopUtilisation: 0.5, eventLoopDelayP99Ns: undefined },
  ...{ garbageCollections: 1, garbageCollectionNs: 20, rssBytes: 5_000 },
};

const end: SliceEnd = {
  ...{ run, delivered: 2, observations: [noObservations()], service: sample, killed: [], generators: [sample] },
  ...{ usage: { cpuNs: 310, elapsedNs: 1_000, rssBytes: 5_000 }, faults: [], prepareNs: 8_000 },
  wire: [{ bytesRead: 250, bytesWritten: 130, connectionsOpened: 0, connectionsOpen: 3 }],
  missing: () => [],
};

/** Tells them of one slice with two deliveries, and puts their parts together. */
function collected(all: readonly Collector[]) {
  for (const collector of all) {
    collector.beginSlice?.(run);
    for (const event of [0, 1]) {
      collector.begun?.(event, 1_000, 1_001);
      collector.delivered?.(delivery({ event, dueNs: 1_000, sentNs: 1_002, deliveredNs: 1_500 }));
    }
    collector.endSlice?.(end);
  }
  return merged(all.flatMap((collector) => collector.sample?.() ?? []));
}

test("together they fill the sections of a round, each its own part", () => {
  const { latency, service, wire, timeline, slices, figures, ...others } = collected(
    collectorsOf({ flow: "relay", ...open }).all,
  );
  assert.deepEqual(others, { windowNs: 1_000, activeNs: 1_000 });
  const histograms = ["firstRecipient", "lastRecipient", "latency", "lateness", "medianRecipient", "serviceTime"];
  assert.deepEqual(Object.keys(latency!).sort(), histograms);
  assert.deepEqual([service!.cpuNs, service!.outsideCpuNs, slices], [300, 310, [{ cpuNs: 300, delivered: 2 }]]);
  assert.deepEqual([wire!.payloadBytes, wire!.connectionsBroken], [400, 0]);
  assert.equal(timeline!.length, 1);
  assert.deepEqual([figures!.stagesDeliveries, figures!.stagesTotalNs, figures!.prepareNs], [2, 1_000, 8_000]);
});

test("what a flow, a loop or a round without faults does not have is not collected", () => {
  const ingest = collected(collectorsOf({ flow: "ingest", ...open }).all);
  assert.ok(!("firstRecipient" in ingest.latency!));
  const closed = collectorsOf({ flow: "ingest", ...open, closedLoop: true });
  assert.equal(closed.judged.backlog, undefined);
  assert.ok(!("lateness" in collected(closed.all).latency!));
  assert.equal(collectorsOf({ flow: "broadcast", ...open }).judged.backlog, undefined);
  const faulty = collected(collectorsOf({ flow: "ingest", ...open, withFaults: true }).all);
  assert.ok(faulty.recovery !== undefined && faulty.slices === undefined);
  assert.equal(ingest.recovery, undefined);
});

test("a section that several fill keeps what each said, and a list is one collector's", () => {
  const parts = [{ wire: { payloadBytes: 1 } }, { wire: { connectionsBroken: 2 }, windowNs: 3 }, { slices: [] }];
  assert.deepEqual(merged(parts), { wire: { payloadBytes: 1, connectionsBroken: 2 }, windowNs: 3, slices: [] });
});

test("CPU from outside is unknown as soon as one slice of it is", () => {
  const service = new ServiceUseCollector(true);
  service.endSlice({ ...end, usage: undefined });
  service.endSlice(end);
  assert.equal(service.sample().service!.outsideCpuNs, undefined);
});

test("the latencies of a slice are those of no other", () => {
  const slice = new SliceLatencyCollector();
  slice.beginSlice();
  slice.delivered(delivery({ deliveredNs: 7 }));
  slice.beginSlice();
  slice.delivered(delivery({ deliveredNs: 9 }));
  assert.deepEqual([slice.count, slice.quantileNs(0.5)], [1, 9]);
});

test("one record carries all deliveries, and who does not hear of them may stand among those who do", () => {
  const seen: Delivery[] = [];
  const topology = { flow: "ingest", clients: 2, roomSize: 1 } as const;
  const events = { dueNs: Float64Array.of(0, 10), senders: Int32Array.of(0, 1), firstIndex: 0 };
  const ledger = new Ledger({ ...events, topology, closedLoop: false }, [
    {},
    { delivered: (one) => void seen.push(one) },
  ]);
  const columns = { client: Int32Array.of(SERVICE, SERVICE), index: Int32Array.of(0, 1), atNs: Float64Array.of(5, 6) };
  ledger.record(run, [{ ...noObservations(), delivered: columns }]);
  assert.equal(seen.length, 2);
  assert.equal(seen[0], seen[1]);
  assert.deepEqual([seen[1]!.event, seen[1]!.deliveredNs, seen[1]!.sentNs], [1, 6, Number.NaN]);
});
