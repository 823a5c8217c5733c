/**
 * Reads a text/event-stream (WHATWG HTML section 9.2.6) as it comes, however it is cut. It works on bytes, because all that
 * has a meaning is ASCII. The data of an event that lies on one line of one read is not copied.
 */
import { GrowingBuffer } from "../growing-buffer.js";

const [LF, CR, SPACE, COLON, NULL] = [10, 13, 32, 58, 0];
const [LETTER_D, LETTER_E, LETTER_I, LETTER_R] = [100, 101, 105, 114];
const BYTE_ORDER_MARK = Buffer.from("\u{feff}");
const LINE_FEED = Buffer.of(LF);
const DIGITS = /^\d+$/;

export interface EventStreamOwner {
  /** `data` may be a view of the bytes that were read: it holds until this returns. `type` is empty where none was named. */
  onEvent(data: Buffer, type: string, id: string): void;
  /** How long the service asks to be left alone after a connection is lost. */
  onRetry(delayMs: number): void;
  /** A line that says nothing, as a sign of life. */
  onComment(): void;
}

export class EventStreamParser {
  readonly #owner: EventStreamOwner;
  readonly #maxEventBytes: number;
  /** A line whose end is still to come. */
  #unfinished: GrowingBuffer | undefined;
  /** The data of the event that is being read; while it is one line, a view of where that was read. */
  #data: Buffer | undefined;
  #lines: GrowingBuffer | undefined;
  #type = "";
  #id = "";
  #isFirstLine = true;
  /** The last line ended in CR, which was the last byte: LF would belong to it. */
  #endedInCr = false;
  #isTooLong = false;

  constructor(owner: EventStreamOwner, maxEventBytes: number) {
    this.#owner = owner;
    this.#maxEventBytes = maxEventBytes;
  }

  /** Reads the next bytes. False: an event or a line is longer than allowed, and the stream is beyond repair. */
  push(chunk: Buffer): boolean {
    let at = this.#endedInCr && chunk[0] === LF ? 1 : 0;
    this.#endedInCr &&= chunk.length === 0;
    let lineFeed = chunk.indexOf(LF, at);
    let carriageReturn = chunk.indexOf(CR, at);
    while (lineFeed !== -1 || carriageReturn !== -1) {
      const isCr = carriageReturn !== -1 && (lineFeed === -1 || carriageReturn < lineFeed);
      const end = isCr ? carriageReturn : lineFeed;
      this.#line(chunk, at, end);
      at = end + 1;
      if (isCr && at === lineFeed) at++;
      if (isCr && at === chunk.length) this.#endedInCr = chunk[at - 1] === CR;
      if (lineFeed !== -1 && lineFeed < at) lineFeed = chunk.indexOf(LF, at);
      if (carriageReturn !== -1 && carriageReturn < at) carriageReturn = chunk.indexOf(CR, at);
    }
    if (at < chunk.length) {
      this.#unfinished ??= new GrowingBuffer();
      this.#unfinished.append(chunk, at);
    }
    if (this.#data !== undefined && this.#lines === undefined) this.#ownData(this.#data);
    this.#isTooLong ||= (this.#unfinished?.length ?? 0) > this.#maxEventBytes;
    return !this.#isTooLong;
  }

  #line(chunk: Buffer, start: number, end: number): void {
    const unfinished = this.#unfinished;
    if (unfinished === undefined) this.#wholeLine(chunk, start, end);
    else {
      unfinished.append(chunk, start, end);
      this.#unfinished = undefined;
      this.#wholeLine(unfinished.bytes, 0, unfinished.length);
    }
  }

  #wholeLine(bytes: Buffer, from: number, end: number): void {
    let start = from;
    if (this.#isFirstLine) {
      this.#isFirstLine = false;
      if (bytes.subarray(start, end).indexOf(BYTE_ORDER_MARK) === 0) start += BYTE_ORDER_MARK.length;
    }
    if (start === end) this.#dispatch();
    else this.#field(bytes, start, end);
  }

  /** Other fields than these have no meaning. */
  #field(bytes: Buffer, start: number, end: number): void {
    let at = NOT_IT;
    switch (bytes[start]) {
      case LETTER_D:
        at = valueStart("data", bytes, start, end);
        if (at !== NOT_IT) this.#addData(bytes.subarray(at, end));
        break;
      case LETTER_I:
        at = valueStart("id", bytes, start, end);
        if (at !== NOT_IT && !isIn(NULL, bytes, at, end)) this.#id = bytes.toString("utf8", at, end);
        break;
      case LETTER_E:
        at = valueStart("event", bytes, start, end);
        if (at !== NOT_IT) this.#type = bytes.toString("utf8", at, end);
        break;
      case LETTER_R:
        at = valueStart("retry", bytes, start, end);
        if (at !== NOT_IT) this.#onRetry(bytes.toString("latin1", at, end));
        break;
      case COLON:
        this.#owner.onComment();
    }
  }

  #onRetry(text: string): void {
    if (DIGITS.test(text)) this.#owner.onRetry(Number(text));
  }

  #addData(line: Buffer): void {
    if (this.#data === undefined) this.#data = line;
    else {
      if (this.#lines === undefined) this.#ownData(this.#data);
      this.#lines!.append(LINE_FEED);
      this.#lines!.append(line);
    }
    this.#isTooLong ||= (this.#lines ?? line).length > this.#maxEventBytes;
  }

  /** Copies it out of what was read, which is about to be used for the next bytes. */
  #ownData(data: Buffer): void {
    this.#lines = new GrowingBuffer(data.length);
    this.#lines.append(data);
  }

  #dispatch(): void {
    const data = this.#lines?.bytes ?? this.#data;
    const type = this.#type;
    this.#data = undefined;
    this.#lines = undefined;
    this.#type = "";
    if (data !== undefined && !this.#isTooLong) this.#owner.onEvent(data, type, this.#id);
  }
}

const NOT_IT = -1;

/** Cheaper than `includes` for a few bytes, of which it would first need a view. */
function isIn(wanted: number, bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] === wanted) return true;
  return false;
}

/** Where the value of that field begins, behind a colon and one space; a line without a colon has an empty value. */
function valueStart(name: string, bytes: Buffer, start: number, end: number): number {
  const nameEnd = start + name.length;
  if (nameEnd > end) return NOT_IT;
  for (let i = 1; i < name.length; i++) if (bytes[start + i] !== name.charCodeAt(i)) return NOT_IT;
  if (nameEnd === end) return end;
  if (bytes[nameEnd] !== COLON) return NOT_IT;
  return bytes[nameEnd + 1] === SPACE && nameEnd + 1 < end ? nameEnd + 2 : nameEnd + 1;
}
