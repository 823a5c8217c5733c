import assert from "node:assert/strict";
import { test } from "node:test";
import { FanOutCollector } from "../../src/collectors/fan-out.js";
import { ColumnLog } from "../../src/collectors/observations.js";
import { ThroughputCollector } from "../../src/collectors/throughput.js";
import { TimelineCollector } from "../../src/collectors/timeline.js";
import { WireCollector } from "../../src/collectors/wire-bytes.js";
import { Histogram } from "../../src/histogram.js";
import { delivery } from "./delivery.js";

const slice = (startNs: number, offsetNs: number, lengthNs: number) => ({
  startNs,
  offsetNs,
  lengthNs,
  from: 0,
  to: 0,
});
const near = (actual: number | undefined, expected: number) =>
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= expected / 500,
    `${actual} is not within 0.2 % of ${expected}`,
  );

test("a column log gives back what was appended, beyond its first capacity, and starts over", () => {
  const log = new ColumnLog();
  for (let i = 0; i < 5_000; i++) log.append(i % 7, i, i * 1.5);
  const taken = log.take();
  assert.equal(taken.index.length, 5_000);
  assert.deepEqual([taken.client[4_999], taken.index[4_999], taken.atNs[4_999]], [4_999 % 7, 4_999, 7_498.5]);
  assert.equal(log.take().index.length, 0);
});

test("first, median and last recipient are taken per event", () => {
  const fanOut = new FanOutCollector();
  for (const latencyNs of [5_000, 1_000, 3_000])
    fanOut.delivered(delivery({ event: 7, dueNs: 100, deliveredNs: 100 + latencyNs }));
  fanOut.delivered(delivery({ event: 8, dueNs: 200, deliveredNs: 200 + 9_000 }));
  fanOut.endSlice();
  const { firstRecipient, medianRecipient, lastRecipient } = fanOut.sample().latency!;
  near(Histogram.decode(firstRecipient!).quantileNs(0), 1_000);
  near(Histogram.decode(medianRecipient!).quantileNs(0), 3_000);
  near(Histogram.decode(lastRecipient!).quantileNs(0), 5_000);
  assert.equal(Histogram.decode(lastRecipient!).count, 2);
});

test("a slice that delivers into its drain is active for longer than its window", () => {
  const throughput = new ThroughputCollector();
  throughput.delivered(delivery({ deliveredNs: 1_400 }));
  throughput.endSlice({ run: slice(1_000, 0, 500) });
  throughput.delivered(delivery({ deliveredNs: 3_900 }));
  throughput.endSlice({ run: slice(3_000, 500, 500) });
  assert.deepEqual([throughput.windowNs, throughput.activeNs], [1_000, 500 + 900]);
  const asking = new ThroughputCollector(true);
  for (const deliveredNs of [0.64e9, 0.95e9]) {
    asking.delivered(delivery({ deliveredNs }));
    asking.endSlice({ run: slice(0, 0, 0.5e9) });
  }
  assert.equal(asking.activeNs, 0.5e9 + 0.8e9, "what is asked for up to 150 ms later was not late by that");
});

test("the timeline counts an event in the second of the schedule in which it was due", () => {
  const timeline = new TimelineCollector();
  const run = slice(50e9, 0.5e9, 1e9);
  timeline.beginSlice(run);
  for (const dueNs of [50.1e9, 50.4e9, 50.6e9]) {
    timeline.begun(0, dueNs);
    timeline.delivered(delivery({ dueNs, deliveredNs: dueNs + 2e6 }));
  }
  timeline.endSlice({ run, usage: { cpuNs: 0.25e9, elapsedNs: 1e9, rssBytes: 77 } });
  const [zero, one] = timeline.sample().timeline!;
  assert.deepEqual(
    [zero!.second, zero!.events, zero!.delivered, zero!.serviceCpuRatio, zero!.serviceRssBytes],
    [0, 2, 2, 0.25, undefined],
  );
  assert.deepEqual([one!.second, one!.events, one!.serviceCpuRatio, one!.serviceRssBytes], [1, 1, undefined, 77]);
});

test("the CPU of a slice of several seconds is not called that of its first, and its memory is that of its end", () => {
  const timeline = new TimelineCollector();
  const run = slice(50e9, 0, 3e9);
  timeline.beginSlice(run);
  for (const dueNs of [50.1e9, 51.1e9, 52.1e9]) timeline.begun(0, dueNs);
  timeline.endSlice({ run, usage: { cpuNs: 0.75e9, elapsedNs: 4e9, rssBytes: 77 } });
  assert.deepEqual(
    timeline
      .sample()
      .timeline!.map((point) => [point.second, point.events, point.serviceCpuRatio, point.serviceRssBytes]),
    [
      [0, 1, undefined, undefined],
      [1, 1, undefined, undefined],
      [2, 1, undefined, 77],
    ],
  );
});

test("a relayed body is on the wire once to the service and once to each recipient", () => {
  const wire = new WireCollector("relay", () => 100);
  wire.begun(0);
  wire.delivered({ event: 0 });
  wire.delivered({ event: 0 });
  wire.endSlice({
    wire: [
      { bytesRead: 200, bytesWritten: 100, connectionsOpened: 0, connectionsOpen: 1 },
      { bytesRead: 50, bytesWritten: 30, connectionsOpened: 2, connectionsOpen: 1 },
    ],
  });
  assert.deepEqual(wire.sample().wire, {
    payloadBytes: 300,
    payloadToServiceBytes: 100,
    toServiceBytes: 130,
    fromServiceBytes: 250,
    connectionsOpenedDuring: 2,
  });
});

test("of encrypted connections, what was inside and how they began is added up over processes and slices", () => {
  const wire = new WireCollector("ingest", () => 100);
  const sockets = { bytesRead: 90, bytesWritten: 500, connectionsOpened: 1, connectionsOpen: 1 };
  const [none, tls] = [
    { full: 0, resumed: 0 },
    { plainBytesRead: 20, plainBytesWritten: 130 },
  ];
  wire.endSlice({ wire: [{ ...sockets, tls: { ...tls, opened: { full: 1, resumed: 2 }, accepted: none } }] });
  wire.endSlice({ wire: [{ ...sockets, tls: { ...tls, opened: none, accepted: { full: 4, resumed: 8 } } }, sockets] });
  assert.deepEqual(wire.sample().wire!.tls, {
    ...{ plainToServiceBytes: 260, plainFromServiceBytes: 40 },
    handshakes: { byClients: { full: 1, resumed: 2 }, byService: { full: 4, resumed: 8 } },
  });
});
