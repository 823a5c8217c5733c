/**
 * A service's journal as an append-only file. Each record is one write, so a killed process loses none that it was told
 * of; a record that was torn, by the kill or by a full disk, is cut off, so that what follows it can be read; one that was changed is passed over. What the machine itself would lose in a power cut is not guarded.
 *
 *   length of what follows (u32) · CRC-32 of what follows (u32) · kind (u8) · client (i32) · index (u32) · when, on the monotonic clock in ns (f64) · body
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { Clock } from "../../clock.js";
import type { Journal, JournalEntry } from "../transport.js";

const ACCEPTED = 1;
const SETTLED = 2;
const LENGTH_BYTES = 4;
const KIND_AT = LENGTH_BYTES + 4;
const HEAD_BYTES = KIND_AT + 1 + 4 + 4 + 8;
const WINDOW_BYTES = 64 * 1024;
/** More than any run has: what names such a client is no record, and need not be read whole to see that. */
const MOST_CLIENTS = 2 ** 24;
const NO_BODY = Buffer.alloc(0);

export type TimedEntry = JournalEntry & { atNs: number };

export class FileJournal implements Journal {
  readonly #file: number;
  readonly #clock: Clock;
  #scratch = Buffer.allocUnsafe(4096);
  /** Up to here the file holds whole records. */
  #wholeBytes = 0;
  #damagedParts = 0;
  #failure: Error | undefined;
  /** A record was cut short, and its beginning may still be there. */
  #isTorn = false;

  /** Opens or creates the file. What follows the last whole record is cut off. */
  constructor(path: string, clock: Clock) {
    this.#clock = clock;
    this.#file = openSync(path, "a+", 0o600);
    for (const { record, at } of recordsOf(this.#file)) {
      if (at > this.#wholeBytes) this.#damagedParts++;
      this.#wholeBytes = at + record.length;
    }
    ftruncateSync(this.#file, this.#wholeBytes);
  }

  /** Throws the system's error (ENOSPC, …) when it could not be written: then nothing of it is there. */
  accepted(client: number, index: number, body: Buffer): void {
    this.#append(ACCEPTED, client, index, body);
  }

  settled(client: number, index: number): void {
    this.#append(SETTLED, client, index, NO_BODY);
  }

  /** Parts between whole records that could not be read when it was opened. */
  get damagedParts(): number {
    return this.#damagedParts;
  }

  /** Why the last record could not be written; undefined when it was. */
  get failure(): Error | undefined {
    return this.#failure;
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
    record.writeUInt8(kind, KIND_AT);
    record.writeInt32LE(client, KIND_AT + 1);
    record.writeUInt32LE(index, KIND_AT + 5);
    record.writeDoubleLE(this.#clock(), KIND_AT + 9);
    body.copy(record, HEAD_BYTES);
    record.writeUInt32LE(crc32(record.subarray(KIND_AT, bytes)), LENGTH_BYTES);
    try {
      if (this.#isTorn) this.#mend();
      for (let written = 0; written < bytes; ) written += writeSync(this.#file, record, written, bytes - written);
    } catch (error) {
      this.#isTorn = true;
      this.#failure = error as Error;
      this.#mend();
      throw error;
    }
    this.#wholeBytes += bytes;
    this.#failure = undefined;
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
  for (const { record } of recordsOf(file)) {
    const kind = record.readUInt8(KIND_AT);
    const client = record.readInt32LE(KIND_AT + 1);
    const index = record.readUInt32LE(KIND_AT + 5);
    const atNs = record.readDoubleLE(KIND_AT + 9);
    if (kind === SETTLED) yield { kind: "settled", client, index, atNs };
    else yield { kind: "accepted", client, index, atNs, body: record.subarray(HEAD_BYTES) };
  }
}

interface WholeRecord {
  /** In memory of its own. */
  record: Buffer;
  at: number;
}

/** The records that are whole and as they were written. What is damaged is passed over. */
function* recordsOf(file: number): Iterable<WholeRecord> {
  const sizeBytes = fstatSync(file).size;
  for (let at = 0; ; ) {
    const whole = recordAt(file, at, sizeBytes) ?? recordBehind(file, at, sizeBytes);
    if (whole === undefined) return;
    at = whole.at + whole.record.length;
    yield whole;
  }
}

function recordAt(file: number, at: number, sizeBytes: number): WholeRecord | undefined {
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  if (readSync(file, head, 0, HEAD_BYTES, at) < HEAD_BYTES) return undefined;
  if (!mayBegin(head, 0, sizeBytes - at)) return undefined;
  const record = Buffer.allocUnsafeSlow(LENGTH_BYTES + head.readUInt32LE(0));
  readSync(file, record, 0, record.length, at);
  return crc32(record.subarray(KIND_AT)) === record.readUInt32LE(LENGTH_BYTES) ? { record, at } : undefined;
}

/** The first whole record behind a damaged part: what follows was acknowledged, too. */
function recordBehind(file: number, damagedAt: number, sizeBytes: number): WholeRecord | undefined {
  const window = Buffer.allocUnsafe(WINDOW_BYTES + HEAD_BYTES);
  for (let start = damagedAt + 1; start + HEAD_BYTES <= sizeBytes; start += WINDOW_BYTES) {
    const bytes = readSync(file, window, 0, window.length, start);
    for (let i = 0; i < WINDOW_BYTES && i + HEAD_BYTES <= bytes; i++) {
      const whole = mayBegin(window, i, sizeBytes - start - i) && recordAt(file, start + i, sizeBytes);
      if (whole) return whole;
    }
  }
  return undefined;
}

/** Whether a record can begin there. The kind is no character of JSON: no event can hold what looks like a record. */
function mayBegin(bytes: Buffer, at: number, leftBytes: number): boolean {
  const kind = bytes[at + KIND_AT];
  if (kind !== ACCEPTED && kind !== SETTLED) return false;
  const client = bytes.readInt32LE(at + KIND_AT + 1);
  if (client < -1 || client >= MOST_CLIENTS) return false;
  const length = LENGTH_BYTES + bytes.readUInt32LE(at);
  return length >= HEAD_BYTES && length <= leftBytes;
}
