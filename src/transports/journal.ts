/**
 * A service's journal as an append-only file. Each record is one write, so a killed process loses none that it was told
 * of; a record that was torn, by the kill or by a full disk, is cut off, so that what follows it can be read. What the machine itself would lose in a power cut is not guarded.
 *
 *   length of what follows (u32) · kind (u8) · client (i32) · index (u32) · when, on the monotonic clock in ns (f64) · body
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import type { Clock } from "../clock.js";
import type { Journal, JournalEntry } from "./transport.js";

const ACCEPTED = 1;
const SETTLED = 2;
const LENGTH_BYTES = 4;
const HEAD_BYTES = LENGTH_BYTES + 1 + 4 + 4 + 8;
const NO_BODY = Buffer.alloc(0);

export type TimedEntry = JournalEntry & { atNs: number };

export class FileJournal implements Journal {
  readonly #file: number;
  readonly #clock: Clock;
  #scratch = Buffer.allocUnsafe(4096);
  /** Up to here the file holds whole records. */
  #wholeBytes = 0;
  /** A record was cut short, and its beginning may still be there. */
  #isTorn = false;

  /** Opens or creates the file. What follows the last whole record is cut off. */
  constructor(path: string, clock: Clock) {
    this.#clock = clock;
    this.#file = openSync(path, "a+", 0o600);
    for (const record of recordsOf(this.#file)) this.#wholeBytes += record.length;
    ftruncateSync(this.#file, this.#wholeBytes);
  }

  /** Throws the system's error (ENOSPC, …) when it could not be written: then nothing of it is there. */
  accepted(client: number, index: number, body: Buffer): void {
    this.#append(ACCEPTED, client, index, body);
  }

  settled(client: number, index: number): void {
    this.#append(SETTLED, client, index, NO_BODY);
  }

  /** What is in the file at this moment, oldest first. */
  entries(): Iterable<TimedEntry> {
    return entriesOf(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }

  #append(kind: number, client: number, index: number, body: Buffer): void {
    const bytes = HEAD_BYTES + body.length;
    if (bytes > this.#scratch.length) this.#scratch = Buffer.allocUnsafe(bytes * 2);
    const record = this.#scratch;
    record.writeUInt32LE(bytes - LENGTH_BYTES, 0);
    record.writeUInt8(kind, LENGTH_BYTES);
    record.writeInt32LE(client, LENGTH_BYTES + 1);
    record.writeUInt32LE(index, LENGTH_BYTES + 5);
    record.writeDoubleLE(this.#clock(), LENGTH_BYTES + 9);
    body.copy(record, HEAD_BYTES);
    if (this.#isTorn) this.#mend();
    try {
      for (let written = 0; written < bytes; ) written += writeSync(this.#file, record, written, bytes - written);
    } catch (error) {
      this.#isTorn = true;
      this.#mend();
      throw error;
    }
    this.#wholeBytes += bytes;
  }

  /** Throws when the torn record cannot be cut off: what would follow it could not be read. */
  #mend(): void {
    ftruncateSync(this.#file, this.#wholeBytes);
    this.#isTorn = false;
  }
}

/** The entries of a journal that others may be writing to. */
export function* readJournal(path: string): Iterable<TimedEntry> {
  const file = openSync(path, "r");
  try {
    yield* entriesOf(file);
  } finally {
    closeSync(file);
  }
}

function* entriesOf(file: number): Iterable<TimedEntry> {
  for (const record of recordsOf(file)) {
    const kind = record.readUInt8(LENGTH_BYTES);
    const client = record.readInt32LE(LENGTH_BYTES + 1);
    const index = record.readUInt32LE(LENGTH_BYTES + 5);
    const atNs = record.readDoubleLE(LENGTH_BYTES + 9);
    if (kind === SETTLED) yield { kind: "settled", client, index, atNs };
    else yield { kind: "accepted", client, index, atNs, body: record.subarray(HEAD_BYTES) };
  }
}

/** The whole records, each in memory of its own. */
function* recordsOf(file: number): Iterable<Buffer> {
  const sizeBytes = fstatSync(file).size;
  const length = Buffer.allocUnsafe(LENGTH_BYTES);
  for (let at = 0; at + HEAD_BYTES <= sizeBytes; ) {
    readSync(file, length, 0, LENGTH_BYTES, at);
    const bytes = LENGTH_BYTES + length.readUInt32LE(0);
    if (bytes < HEAD_BYTES || at + bytes > sizeBytes) return;
    const record = Buffer.allocUnsafeSlow(bytes);
    readSync(file, record, 0, bytes, at);
    at += bytes;
    yield record;
  }
}
