/** Known loss, duplicates, disorder and bytes. These agree exactly or not at all. */
import type { ApproachRound } from "../../result/result.js";
import { type TransportName, transportNames, transports } from "../../transports/registry.js";
import { witnessedIn } from "../counted-by-service.js";
import { DATA_BYTES, evenly, type Study } from "../study.js";
import { row, type StudyRow } from "../study-row.js";

const EVENTS_PER_SECOND = 400;
const ENVELOPE = '{"id":"evt_0000000042","type":"chat.message","timestamp":"2026-01-01T00:00:00.000Z","data":}';
const BODY_BYTES = ENVELOPE.length + DATA_BYTES;

/** Lost events are waited for until nothing has moved for `drainSeconds` after each slice. */
export function counts(measureSeconds: number, drainSeconds: number): Study {
  const events = measureSeconds * EVENTS_PER_SECOND;
  return {
    name: "loss, duplicates, order and bytes",
    flow: "relay",
    arrivals: evenly(EVENTS_PER_SECOND),
    isTapped: false,
    run: { warmUpSeconds: 0, measureSeconds, sliceSeconds: measureSeconds, drainSeconds },
    contestants: Object.fromEntries(
      transportNames.map((transport) => [
        transport,
        { transport, inOrder: true as const, behaviour: { faults: true as const } },
      ]),
    ),
    rows: async (measured) =>
      (await Promise.all(transportNames.map((name) => countRows(name, events, measured(name))))).flat(),
  };
}

async function countRows(
  transport: TransportName,
  events: number,
  { deliveries, wire }: ApproachRound,
): Promise<StudyRow[]> {
  const { witnessed, problems } = witnessedIn(deliveries);
  const part = await transports[transport].selftest();
  const { lost, doubled, bytesReceived, bytesSent } = witnessed;
  const passedOn = events - lost + doubled;
  const bytes = part.bytes({ events, passedOn, bodyBytes: BODY_BYTES, bytesReceived, bytesSent });
  const exact = (what: string, against: string, value: number, expected: number): StudyRow =>
    row("exact", { name: `${transport}: ${what}`, against, value, expected });
  return [
    exact("events", "the schedule", deliveries.events, events),
    exact("events acknowledged", "the schedule", deliveries.acked ?? Number.NaN, events),
    exact("deliveries", "events − lost by the service", deliveries.delivered, events - witnessed.lost),
    exact("deliveries lost", "lost by the service (2 of 20)", deliveries.lost, witnessed.lost),
    exact("copies dropped", "doubled by the service (1 of 20)", deliveries.suppressed ?? Number.NaN, witnessed.doubled),
    exact("delivered twice", "none: recipients know the id", deliveries.duplicates ?? Number.NaN, 0),
    exact(
      "out of order",
      "held back by the service (1 of 20)",
      deliveries.outOfOrder ?? Number.NaN,
      witnessed.heldBack,
    ),
    exact("rejected or in error", "none", deliveries.rejected + problems, 0),
    exact("bytes to the service", bytes.against, wire.toServiceBytes, bytes.toService),
    exact("bytes from the service", bytes.against, wire.fromServiceBytes, bytes.fromService),
    exact(
      "bytes of event bodies",
      "bodies that the service took and passed on, doubles apart",
      wire.payloadBytes,
      witnessed.bodyBytes - witnessed.doubled * BODY_BYTES,
    ),
  ];
}
