/**
 * The bytes of an event: the Standard Webhooks envelope as compact JSON, with the id in front. They are the same on every
 * transport, byte for byte: a webhook's body, a WebSocket frame's payload.
 *
 *   {"id":"evt_0000000042","type":"chat.message","timestamp":"2026-01-01T00:00:00.105Z","data":{…}}
 *
 * The id stands at a fixed place, so that lean clients read it without parsing JSON; services parse the whole.
 */
import { eventId, ID_BYTES, indexOfIdAt } from "./id.js";

/** Event timestamps count from here, not from the wall clock, so that one seed always gives the same bytes. */
const EPOCH_MS = Date.UTC(2026, 0, 1);

/** The offset of the id in an envelope, after `{"id":"`. */
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

/** Bytes that every envelope has, at places counted from its start, from the end of its type and from its timestamp. */
const BEHIND_ID = ID_OFFSET + ID_BYTES;
const TYPE_AT = BEHIND_ID + '","type":"'.length;
const TIMESTAMP_KEY = '","timestamp":"';
const TIMESTAMP_KEY_BYTES = TIMESTAMP_KEY.length;
const TIMESTAMP_BYTES = "2026-01-01T00:00:00.105Z".length;
const DATA_KEY_BYTES = '","data":'.length;
const LONGEST_TYPE_BYTES = 64;
const [QUOTE, COMMA, COLON, BRACE, CLOSING_BRACE] = [0x22, 0x2c, 0x3a, 0x7b, 0x7d];
const [LETTER_D, LETTER_T, CAPITAL_T, CAPITAL_Z] = [0x64, 0x74, 0x54, 0x5a];

/** Events of a run have one type: its length is tried first. */
let lastTypeBytes = 0;

/**
 * The event number of an envelope's raw bytes, −1 if they are not a whole envelope as `encodeEnvelope` writes it. `offset`:
 * where the envelope starts; it ends with the bytes. Looks at the bytes that hold it together, not at all: it runs per delivery.
 */
export function indexOfEnvelope(bytes: Uint8Array, offset = 0): number {
  if (bytes[offset] !== BRACE || bytes[offset + ID_OFFSET - 1] !== QUOTE || bytes[bytes.length - 1] !== CLOSING_BRACE)
    return -1;
  const behindId = offset + BEHIND_ID;
  const typeAt = offset + TYPE_AT;
  if (bytes[behindId] !== QUOTE || bytes[behindId + 3] !== LETTER_T || bytes[typeAt - 1] !== QUOTE) return -1;
  let typeEnd = typeAt + lastTypeBytes;
  if (!isEndOfType(bytes, typeEnd)) {
    for (typeEnd = typeAt; !isEndOfType(bytes, typeEnd); typeEnd++)
      if (typeEnd > typeAt + LONGEST_TYPE_BYTES) return -1;
    lastTypeBytes = typeEnd - typeAt;
  }
  const timestampAt = typeEnd + TIMESTAMP_KEY_BYTES;
  const timestampEnd = timestampAt + TIMESTAMP_BYTES;
  if (bytes[timestampAt - 1] !== QUOTE || bytes[timestampAt + 10] !== CAPITAL_T) return -1;
  if (bytes[timestampEnd - 1] !== CAPITAL_Z || bytes[timestampEnd] !== QUOTE) return -1;
  if (bytes[timestampEnd + 3] !== LETTER_D || bytes[timestampEnd + DATA_KEY_BYTES - 1] !== COLON) return -1;
  return bytes.length > timestampEnd + DATA_KEY_BYTES + 1 ? indexOfIdAt(bytes, offset + ID_OFFSET) : -1;
}

/**
 * Whether a lean recipient would take the event for another one: an id stands where it looks, but the JSON says something
 * else.
 */
export function isReadAsAnother(bytes: Uint8Array, index: number): boolean {
  const inPlace = indexOfIdAt(bytes, ID_OFFSET);
  return inPlace >= 0 && inPlace !== index;
}

const isEndOfType = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === QUOTE && bytes[at + 1] === COMMA && bytes[at + 3] === LETTER_T;

/**
 * The type of an envelope's raw bytes that were accepted. Read in place where they are as `encodeEnvelope` writes them: to parse
 * twenty kilobytes for one word leaves as much garbage.
 */
export function typeOfEnvelope(bytes: Buffer): string {
  if (indexOfEnvelope(bytes) < 0) return parseEnvelope(bytes.toString()).type;
  let end = TYPE_AT;
  while (!isEndOfType(bytes, end)) end++;
  return bytes.toString("utf8", TYPE_AT, end);
}

/** The `timestamp` member of an envelope as `encodeEnvelope` writes it. */
export function timestampOfEnvelope(bytes: Buffer): string {
  const at = bytes.indexOf(TIMESTAMP_KEY, TYPE_AT) + TIMESTAMP_KEY.length;
  return bytes.toString("latin1", at, at + TIMESTAMP_BYTES);
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
