/** An event as the bus carries it between the processes of a service: a head of four numbers, and the event as it was sent. */

export interface BusEvent {
  /** The number of the process that published it. */
  origin: number;
  /** It is that process's so manieth, from 1. */
  count: number;
  sender: number;
  index: number;
  body: Buffer;
}

const HEAD_BYTES = 16;

export function encodeBusEvent({ origin, count, sender, index, body }: BusEvent): Buffer {
  const message = Buffer.allocUnsafe(HEAD_BYTES + body.length);
  message.writeUInt32LE(origin, 0);
  message.writeUInt32LE(count, 4);
  message.writeInt32LE(sender, 8);
  message.writeInt32LE(index, 12);
  body.copy(message, HEAD_BYTES);
  return message;
}

/** The body is a part of the message, not a copy. */
export function decodeBusEvent(message: Buffer): BusEvent {
  return {
    origin: message.readUInt32LE(0),
    count: message.readUInt32LE(4),
    sender: message.readInt32LE(8),
    index: message.readInt32LE(12),
    body: message.subarray(HEAD_BYTES),
  };
}

/** Finds out that the bus has lost something: each process counts what it publishes. */
export class BusEventCounts {
  readonly #greatest = new Map<number, number>();

  /** Whether events before this one are missing. One that comes again, or late, is none that misses anything. */
  isGap({ origin, count }: Pick<BusEvent, "origin" | "count">): boolean {
    const greatest = this.#greatest.get(origin) ?? 0;
    if (count > greatest) this.#greatest.set(origin, count);
    return count > greatest + 1;
  }
}
