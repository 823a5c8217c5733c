/**
 * Bytes that come in pieces, put together in one buffer that doubles: a peer that cuts a message into pieces of one byte would
 * else have an object of a hundred bytes kept for each.
 */
export class GrowingBuffer {
  #bytes: Buffer;
  #length = 0;

  /** `expectedBytes`: what will come, if that is known; more may. */
  constructor(expectedBytes = 0) {
    this.#bytes = Buffer.allocUnsafe(expectedBytes);
  }

  /** Bytes that were appended. */
  get length(): number {
    return this.#length;
  }

  /** Copies bytes[from, to). */
  append(bytes: Buffer, from = 0, to = bytes.length): void {
    const length = this.#length + to - from;
    if (length > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(this.#length === 0 ? length : 2 * length);
      this.#bytes.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    bytes.copy(this.#bytes, this.#length, from, to);
    this.#length = length;
  }

  /** A view: holds until more is appended. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
