/**
 * RFC 7692 permessage-deflate without context takeover: every message is compressed on its own, so nothing is kept
 * per connection. Synchronous: for the lean clients; the service uses what ws has.
 */
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";

/** What a sync flush ends with; senders cut it off and receivers put it back (section 7.2). */
const TAIL = Buffer.from([0x00, 0x00, 0xff, 0xff]);

export function deflate(payload: Buffer): Buffer {
  const compressed = deflateRawSync(payload, { finishFlush: constants.Z_SYNC_FLUSH });
  return compressed.subarray(0, compressed.length - TAIL.length);
}

/** Throws a RangeError when more than `maxBytes` come out, another error on bytes that are not a deflate stream. */
export const inflate = (payload: Buffer, maxBytes: number): Buffer =>
  inflateRawSync(Buffer.concat([payload, TAIL]), { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxBytes });
