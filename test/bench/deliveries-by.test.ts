/** Deliveries of a service that cannot tell: one per acknowledgement, at its moment, in the reconciliation as any other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { countedObservations } from "../../src/bench/deliveries-by.js";
import type { Delivery } from "../../src/collectors/collector.js";
import { Ledger } from "../../src/collectors/ledger.js";
import { noObservations } from "../../src/collectors/observations.js";
import { Recorder } from "../../src/collectors/recorder.js";

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
