/** The stages of a delivery: told by the ledger, over the same deliveries, so that they add up to what the latencies say. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LatencyCollector } from "../../src/collectors/latency.js";
import { Ledger } from "../../src/collectors/ledger.js";
import { type Columns, noObservations, type Observations } from "../../src/collectors/observations.js";
import { StagesCollector, type StagesSetting } from "../../src/collectors/stages.js";
import { type Flow, SERVICE } from "../../src/flow.js";
import { Histogram } from "../../src/histogram.js";

const setting: StagesSetting = { flow: "ingest", closedLoop: false, withAcks: true, deliveredByAck: false };

type Stamp = readonly [client: number, index: number, atNs: number];

const columns = (stamps: readonly Stamp[]): Columns => ({
  client: Int32Array.from(stamps, ([client]) => client),
  index: Int32Array.from(stamps, ([, index]) => index),
  atNs: Float64Array.from(stamps, ([, , atNs]) => atNs),
});

const seen = (kinds: Partial<Record<Exclude<keyof Observations, "reasons">, readonly Stamp[]>>): Observations => ({
  ...noObservations(),
  ...Object.fromEntries(Object.entries(kinds).map(([kind, stamps]) => [kind, columns(stamps)])),
});

const START_NS = 1e9;

/** One slice in which event e is due at 1 s + e × 1,000 ns, and sent by client e % 3 (by the service in broadcast). */
function played(
  more: Partial<StagesSetting>,
  events: number,
  observations: Observations,
  { tls = false, prepareNs = 0 } = {},
) {
  const all = { ...setting, ...more };
  const topology = { flow: all.flow as Flow, clients: 3, roomSize: 3 };
  const dueNs = Float64Array.from({ length: events }, (_, event) => event * 1_000);
  const senders = Int32Array.from({ length: events }, (_, event) => (all.flow === "broadcast" ? SERVICE : event % 3));
  const [stages, latency] = [new StagesCollector(all), new LatencyCollector(true)];
  const ledger = new Ledger({ topology, closedLoop: false, dueNs, senders, firstIndex: 0 }, [stages, latency]);
  const run = { startNs: START_NS, offsetNs: 0, lengthNs: 1e9, from: 0, to: events };
  ledger.record(run, [observations]);
  const none = { full: 0, resumed: 0 };
  const counters = { plainBytesRead: 0, plainBytesWritten: 0, opened: none, accepted: none };
  const wire = {
    bytesRead: 0,
    bytesWritten: 0,
    connectionsOpened: 0,
    connectionsOpen: 0,
    ...(tls && { tls: counters }),
  };
  stages.endSlice({ run, observations: [observations], wire: [wire], prepareNs });
  return { figures: stages.sample().figures!, latency: latency.sample().latency! };
}

const at = (afterNs: number): number => START_NS + afterNs;

/** Event 0 of client 0: late by 10, waits 500 of which 120 for TCP and 300 for TLS, is on its way for 70, answered after 20. */
const oneEvent = {
  begun: [[0, 0, at(10)]],
  connecting: [[0, 0, 120]],
  handshaking: [[0, 0, 300]],
  connected: [[0, -1, at(500)]],
  sent: [[0, 0, at(510)]],
  delivered: [[SERVICE, 0, at(580)]],
  acked: [[0, 0, at(600)]],
} as const;

test("every stage of an event that waited for its connection is what lies between its stamps", () => {
  const { figures } = played({}, 1, seen(oneEvent), { tls: true, prepareNs: 40_000 });
  assert.deepEqual(figures, {
    ...{ prepareNs: 40_000, preparedEvents: 1, stagesDeliveries: 1, stageLateNs: 10, stageWaitingNs: 500 },
    ...{
      stageConnectingNs: 120,
      stageHandshakingNs: 300,
      stageOnItsWayNs: 70,
      stageAnsweringNs: 20,
      stagesTotalNs: 600,
    },
  });
});

test("whatever the stamps are, the stages add up to the mean latency until the acknowledgement", () => {
  const stage = fc.integer({ min: 0, max: 5e6 });
  const stages = fc.tuple(stage, stage, stage, stage);
  fc.assert(
    fc.property(fc.array(stages, { minLength: 1, maxLength: 30 }), (events) => {
      const after = (count: number) => (index: number) =>
        START_NS + index * 1_000 + events[index]!.slice(0, count).reduce((sum, ns) => sum + ns, 0);
      const stamps = (from: (index: number) => number, count: number) =>
        events.map((_, index): Stamp => [from(index), index, after(count)(index)]);
      const sender = (index: number) => index % 3;
      const { figures, latency } = played(
        {},
        events.length,
        seen({
          ...{ begun: stamps(sender, 1), sent: stamps(sender, 2) },
          ...{ delivered: stamps(() => SERVICE, 3), acked: stamps(sender, 4) },
        }),
      );
      const { stageLateNs, stageWaitingNs, stageOnItsWayNs, stageAnsweringNs, stagesTotalNs } = figures;
      const sum = stageLateNs! + stageWaitingNs! + stageOnItsWayNs! + stageAnsweringNs!;
      assert.equal(sum, stagesTotalNs);
      const [mean, ackNs] = [sum / figures.stagesDeliveries!, Histogram.decode(latency.ack!).meanNs!];
      assert.ok(Math.abs(mean - ackNs) <= 2 + ackNs * 2e-3, `${mean} ns of stages, ${ackNs} ns of latency`);
    }),
    { numRuns: 40 },
  );
});

test("a connection that took longer than the event waited was for a later attempt of it, and the first of two counts", () => {
  const later = { ...oneEvent, connecting: [[0, 0, 1_400]], handshaking: [[0, 0, 300]] } as const;
  const { figures } = played({}, 1, seen(later), { tls: true });
  assert.deepEqual([figures.stageConnectingNs, figures.stageHandshakingNs, figures.stageWaitingNs], [0, 0, 500]);
  const twice = {
    ...oneEvent,
    connecting: [
      [0, 0, 120],
      [0, 0, 9],
    ],
    connected: [
      [0, -1, 1],
      [0, -1, 2],
    ],
  } as const;
  assert.equal(played({}, 1, seen(twice)).figures.stageConnectingNs, 120);
});

test("what cannot be seen is absent and not 0", () => {
  const untold = played({}, 1, seen({ ...oneEvent, connecting: [], handshaking: [] }), { tls: true }).figures;
  assert.ok(!("stageConnectingNs" in untold) && !("stageHandshakingNs" in untold));
  assert.ok(
    !("stageHandshakingNs" in played({}, 1, seen({ ...oneEvent, handshaking: [] })).figures),
    "there was no TLS",
  );
  const byAck = played({ deliveredByAck: true }, 1, seen({ ...oneEvent, delivered: [[SERVICE, 0, at(600)]] })).figures;
  assert.equal(byAck.stageRoundTripNs, 90);
  assert.ok(!("stageOnItsWayNs" in byAck) && !("stageAnsweringNs" in byAck));
  const silent = played({ withAcks: false }, 1, seen({ ...oneEvent, acked: [] })).figures;
  assert.ok(!("stageAnsweringNs" in silent));
  assert.equal(silent.stagesTotalNs, 580);
  assert.ok(!("stageLateNs" in played({ closedLoop: true }, 1, seen(oneEvent)).figures));
  assert.deepEqual(played({}, 1, seen({ begun: oneEvent.begun })).figures, { prepareNs: 0, preparedEvents: 1 });
});

test("in flow broadcast every recipient has stages of its own, and waits for its own connection", () => {
  const { figures } = played(
    { flow: "broadcast" },
    1,
    seen({
      begun: [[SERVICE, 0, at(5)]],
      connecting: [[1, 0, 30]],
      connected: [[1, -1, at(40)]],
      sent: [
        [0, 0, at(15)],
        [1, 0, at(45)],
        [2, 0, at(25)],
      ],
      delivered: [
        [0, 0, at(20)],
        [1, 0, at(60)],
      ],
      acked: [
        [0, 0, at(21)],
        [1, 0, at(63)],
        [2, 0, at(99)],
      ],
    }),
  );
  assert.deepEqual(figures, {
    ...{ stagesDeliveries: 2, stageLateNs: 10, stageWaitingNs: 10 + 40, stageConnectingNs: 30 },
    ...{ stageOnItsWayNs: 5 + 15, stageAnsweringNs: 1 + 3, stagesTotalNs: 21 + 63 },
  });
});

test("in flow relay the stages end at the recipients, and the service's own hop is on the way", () => {
  const { figures } = played(
    { flow: "relay" },
    1,
    seen({
      begun: [[0, 0, at(5)]],
      connecting: [
        [0, 0, 7],
        [1, 0, 50],
      ],
      connected: [
        [0, -1, at(1)],
        [1, -1, at(2)],
      ],
      sent: [
        [0, 0, at(15)],
        [1, 0, at(40)],
        [2, 0, at(41)],
      ],
      delivered: [
        [1, 0, at(60)],
        [2, 0, at(70)],
      ],
      acked: [
        [0, 0, at(30)],
        [1, 0, at(65)],
      ],
    }),
  );
  assert.deepEqual(figures, {
    ...{
      prepareNs: 0,
      preparedEvents: 1,
      stagesDeliveries: 2,
      stageLateNs: 10,
      stageWaitingNs: 20,
      stageConnectingNs: 14,
    },
    ...{ stageOnItsWayNs: 45 + 55, stagesTotalNs: 60 + 70 },
  });
});

test("a delivery that came in another slice than it began belongs to none", () => {
  const stages = new StagesCollector(setting);
  const run = { startNs: 0, offsetNs: 0, lengthNs: 1, from: 0, to: 1 };
  const end = { run, observations: [], wire: [], prepareNs: 0 };
  stages.begun(0, 0, 1);
  stages.endSlice(end);
  stages.delivered({ event: 0, recipient: SERVICE, dueNs: 0, sentNs: 2, deliveredNs: 3 });
  stages.acked(0, 0, 4, 0);
  stages.endSlice(end);
  assert.deepEqual(stages.sample().figures, { prepareNs: 0, preparedEvents: 2 });
});
