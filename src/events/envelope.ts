/**
 * The bytes of an event: the Standard Webhooks envelope with the id in front, as compact JSON. Byte for byte the same
 * on every transport: a webhook's body, a WebSocket frame's payload.
 *
 *   {"id":"evt_0000000042","type":"chat.message","timestamp":"2026-01-01T00:00:00.105Z","data":{…}}
 *
 * The id stands at a fixed place, so that lean clients read it without parsing JSON; services parse the whole.
 */
import { eventId, ID_BYTES, indexOfIdAt } from "./id.js";

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

/** What stands between the members, in the order of an envelope. */
const BEFORE_ID = Buffer.from('{"id":"');
const BEFORE_TYPE = Buffer.from('","type":"');
const BEFORE_TIMESTAMP = Buffer.from('","timestamp":"');
const BEFORE_DATA = Buffer.from('","data":');
const TIMESTAMP_BYTES = "2026-01-01T00:00:00.105Z".length;
const LONGEST_TYPE_BYTES = 64;
const QUOTE = 0x22;
const CLOSING_BRACE = 0x7d;
const LETTER_Z = 0x5a;

/**
 * The event number of an envelope's raw bytes, −1 if they are not a whole envelope as `encodeEnvelope` writes it. `offset`:
 * where the envelope starts; it ends with the bytes. Of `data` only the end is looked at. Allocates nothing: it runs per
 * delivery.
 */
export function indexOfEnvelope(bytes: Uint8Array, offset = 0): number {
  const index = indexOfIdAt(bytes, offset + ID_OFFSET);
  if (index < 0 || !hasAt(bytes, offset, BEFORE_ID) || bytes[bytes.length - 1] !== CLOSING_BRACE) return -1;
  const typeAt = offset + ID_OFFSET + ID_BYTES + BEFORE_TYPE.length;
  if (!hasAt(bytes, typeAt - BEFORE_TYPE.length, BEFORE_TYPE)) return -1;
  let typeEnd = typeAt;
  while (bytes[typeEnd] !== QUOTE) if (++typeEnd > typeAt + LONGEST_TYPE_BYTES) return -1;
  const timestampEnd = typeEnd + BEFORE_TIMESTAMP.length + TIMESTAMP_BYTES;
  if (!hasAt(bytes, typeEnd, BEFORE_TIMESTAMP) || bytes[timestampEnd - 1] !== LETTER_Z) return -1;
  return hasAt(bytes, timestampEnd, BEFORE_DATA) ? index : -1;
}

function hasAt(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false;
  return true;
}

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
