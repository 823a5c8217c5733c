/**
 * The bytes of an event: the Standard Webhooks envelope with the id in front, as compact JSON. Byte for byte the same
 * on every transport: a webhook's body, a WebSocket frame's payload.
 *
 *   {"id":"evt_0000000042","type":"chat.message","timestamp":"2026-01-01T00:00:00.105Z","data":{…}}
 *
 * The id stands at a fixed place, so that lean clients read it without parsing JSON; services parse the whole.
 */
import { eventId, indexOfIdAt } from "./id.js";

/** Event timestamps count from here, not from the wall clock, so that one seed always gives the same bytes. */
const EPOCH_MS = Date.UTC(2026, 0, 1);

/** Offset of the id in an envelope: after `{"id":"`. */
const ID_OFFSET = 7;

export interface Envelope {
  id: string;
  type: string;
  timestamp: string;
  data: unknown;
}

/** `dataJson` is the serialised `data` member; `dueNs` places the event on the schedule's own clock. */
export function encodeEnvelope(index: number, type: string, dueNs: number, dataJson: string): Buffer {
  const timestamp = new Date(EPOCH_MS + Math.floor(dueNs / 1e6)).toISOString();
  return Buffer.from(`{"id":"${eventId(index)}","type":"${type}","timestamp":"${timestamp}","data":${dataJson}}`);
}

/** The event number of an envelope's raw bytes, −1 if it is not an envelope of ours. `offset`: where the envelope starts. */
export const indexOfEnvelope = (bytes: Uint8Array, offset = 0): number => indexOfIdAt(bytes, offset + ID_OFFSET);

/** What a service does with raw bytes before it accepts them. Throws on anything that is not an envelope. */
export function parseEnvelope(text: string): Envelope {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) throw new Error("not a JSON object");
  const { id, type, timestamp } = value as Record<string, unknown>;
  if (typeof id !== "string" || typeof type !== "string" || typeof timestamp !== "string" || !("data" in value)) {
    throw new Error("not an event envelope: id, type, timestamp and data are required");
  }
  return value as Envelope;
}
