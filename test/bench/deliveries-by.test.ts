/** Deliveries of a service that cannot tell: one per acknowledgement, at its moment, in the reconciliation as any other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { countedObservations, seenDeliveries } from "../../src/bench/deliveries-by.js";
import type { Delivery } from "../../src/collectors/collector.js";
import { Ledger } from "../../src/collectors/ledger.js";
import { noObservations } from "../../src/collectors/observations.js";
import { Recorder } from "../../src/collectors/recorder.js";
import type { DeliveriesBy } from "../../src/result/result.js";

test("what was acknowledged is delivered to the service then; what was refused or hangs is not", () => {
  let nowNs = 0;
  const sender = new Recorder(() => nowNs);
  const events = { dueNs: Float64Array.of(0, 10, 20), senders: Int32Array.of(0, 1, 0), firstIndex: 0 };
  const topology = { flow: "ingest", clients: 2, roomSize: 1 } as const;
  const latenciesNs: number[] = [];
  const delivered = ({ dueNs, deliveredNs }: Delivery): void => {
    latenciesNs.push(deliveredNs - dueNs);
  };
  const ledger = new Ledger({ ...events, topology, closedLoop: false }, [{ delivered }]);
  for (const [index, client] of events.senders.entries()) {
    sender.begun(client, index, 100 + index);
    sender.sent(client, index);
  }
  nowNs = 125;
  sender.acked(0, 0);
  sender.refused(1, 1, "500");
  const seen = sender.take();
  ledger.record(
    { startNs: 100, offsetNs: 0, lengthNs: 30, from: 0, to: 3 },
    countedObservations("acknowledgement", [seen], noObservations()),
  );
  const { expected, lost, rejected, acked, ...sums } = ledger.deliveries(true);
  assert.deepEqual([expected, sums.delivered, rejected, lost, acked], [3, 1, 1, 1, 1]);
  assert.deepEqual(latenciesNs, [25]);
  assert.deepEqual(sums.reasons, { 500: 1 });
});

test("what a reference service says of deliveries counts only where its recipients are asked, so nothing counts twice", () => {
  const [sender, service] = [new Recorder(() => 5), new Recorder(() => 3)];
  sender.acked(0, 0);
  service.delivered(-1, 0);
  service.suppressed(-1, 0);
  service.problem("a strange head");
  const [seen, served] = [sender.take(), service.take()];
  const deliveredBy = (by: DeliveriesBy) =>
    countedObservations(by, [seen], served).flatMap(({ delivered }) => [...delivered.atNs]);
  assert.deepEqual([deliveredBy("recipient"), deliveredBy("acknowledgement"), deliveredBy("socket")], [[3], [5], [3]]);
  const [, rest] = countedObservations("acknowledgement", [seen], served);
  assert.equal(rest!.suppressed.index.length, 0);
  assert.deepEqual(rest!.reasons, { "a strange head": 1 });
});

test("what nobody saw is left out: copies and order without recipients, and what an own service sends in a relay", () => {
  const sums = {
    ...{ events: 1, expected: 1, delivered: 1, lost: 0, rejected: 0, reasons: {} },
    firstAttempts: 1,
    retries: 0,
  };
  const all = { ...sums, duplicates: 0, outOfOrder: 0, suppressed: 0 };
  const { firstAttempts: _firstAttempts, retries: _retries, suppressed: _suppressed, ...received } = all;
  const ingest = { flow: "ingest", isOwn: false } as const;
  assert.deepEqual(seenDeliveries(all, { by: "recipient", ...ingest }), all);
  assert.deepEqual(seenDeliveries(all, { by: "acknowledgement", ...ingest }), sums);
  assert.deepEqual(seenDeliveries(all, { by: "socket", ...ingest, isOwn: true }), sums);
  assert.deepEqual(seenDeliveries(all, { by: "recipient", flow: "relay", isOwn: true }), received);
  assert.deepEqual(seenDeliveries(all, { by: "recipient", flow: "relay", isOwn: false }), all);
});
