/**
 * The head of an HTTP/1.1 message: start line and header fields (RFC 9112 sections 2 to 6, RFC 9110 section 5).
 * One pass over the bytes as they come, nothing allocated until a header is asked for. Strict where leniency lets two
 * parsers disagree about where a message ends; every refusal has a name.
 */
import {
  COLON,
  CR,
  decimalIn,
  type HttpProblem,
  isHost,
  isSpelled,
  isTarget,
  isText,
  isToken,
  LF,
  MAX_HEAD_BYTES,
  optionsIn,
  SPACE,
  skipped,
  TAB,
} from "./http-syntax.js";

const EMPTY = Buffer.alloc(0);
const FRAMING_HEADERS = ["connection", "content-length", "transfer-encoding"];
const SHOWN_CHARACTERS = 80;

export class HttpHead {
  readonly #role: "request" | "response";
  /** Set once the empty line was read; the fields below hold until `reset`. */
  complete = false;
  problem: HttpProblem | null = null;
  /** 0 in a request. */
  status = 0;
  /** Whether the connection may carry another message: HTTP version and Connection header. */
  keepAlive = true;
  /** −1: not announced. */
  contentLength = -1;
  chunked = false;
  /** Else 1.0, which has no chunks and no upgrades. */
  http11 = true;

  /** Positions below count from #base in #bytes. */
  #bytes: Buffer = EMPTY;
  #base = 0;
  /** Bytes of this head that came in earlier reads, kept in a buffer of its own. */
  #carried = 0;
  #lineStart = 0;
  #startLineRead = false;
  /** Whether #bytes is this head's own copy and not the buffer that was read. */
  #owned = false;
  #closeAsked = false;
  #keepAliveAsked = false;
  #hosts = 0;
  /** Start and end of the method or the reason phrase, start and end of the target. */
  readonly #spans: [number, number, number, number] = [0, 0, 0, 0];
  /** Per header: start and end of the name, start and end of the value; used up to #fieldsLength, and never cut off. */
  readonly #fields: number[] = [];
  #fieldsLength = 0;

  constructor(role: "request" | "response") {
    this.#role = role;
  }

  reset(): void {
    this.complete = false;
    this.problem = null;
    this.status = 0;
    this.keepAlive = true;
    this.contentLength = -1;
    this.chunked = false;
    this.#bytes = EMPTY;
    this.#carried = 0;
    this.#lineStart = 0;
    this.#startLineRead = false;
    this.#owned = false;
    this.#closeAsked = false;
    this.#keepAliveAsked = false;
    this.#hosts = 0;
    this.#fieldsLength = 0;
  }

  /** Whether no byte of this head was read yet. */
  get empty(): boolean {
    return !this.complete && this.#carried === 0;
  }

  get method(): string {
    return this.#text(this.#spans[0], this.#spans[1]);
  }

  get target(): string {
    return this.#text(this.#spans[2], this.#spans[3]);
  }

  get statusText(): string {
    return this.#text(this.#spans[0], this.#spans[1]);
  }

  /** The beginning of the line that has the problem. */
  get badLine(): string {
    return this.#text(this.#lineStart, this.#lineStart + SHOWN_CHARACTERS).split("\r\n", 1)[0]!;
  }

  /** The value of the first header of that name, given in lower case. */
  header(name: string): string | undefined {
    const at = this.#find(name, 0);
    return at === -1 ? undefined : this.#valueAt(at);
  }

  /** The values of all headers of that name as one list (RFC 9110 section 5.3). */
  list(name: string): string | undefined {
    const values: string[] = [];
    for (let at = this.#find(name, 0); at !== -1; at = this.#find(name, at + 4)) values.push(this.#valueAt(at));
    return values.length === 0 ? undefined : values.join(", ");
  }

  /** Reads bytes[offset, end) until the head is complete. Returns the offset of the first byte that is not part of it. */
  read(bytes: Buffer, offset: number, end: number): number {
    const carried = this.#carried;
    this.#owned = carried > 0;
    this.#bytes = this.#owned ? Buffer.concat([this.#bytes, bytes.subarray(offset, end)]) : bytes;
    this.#base = this.#owned ? 0 : offset;
    const length = Math.min(carried + end - offset, MAX_HEAD_BYTES);
    const all = this.#bytes;
    const base = this.#base;
    for (let at = carried; at < length; at++) {
      if (all[base + at] !== LF) continue;
      this.problem = this.#line(this.#lineStart, at);
      if (this.problem !== null) return end;
      if (this.complete) return offset + at + 1 - carried;
      this.#lineStart = at + 1;
    }
    if (length === MAX_HEAD_BYTES) this.problem = "head too large";
    this.#carried = length;
    if (!this.#owned) this.#own(length);
    return end;
  }

  /** Copies the head out of the buffer it was read from, which is about to be used for the next bytes. */
  keep(): void {
    if (!this.#owned) this.#own(this.#lineStart);
  }

  #own(length: number): void {
    this.#bytes = Buffer.from(this.#bytes.subarray(this.#base, this.#base + length));
    this.#base = 0;
    this.#owned = true;
  }

  /** A line from `start` to the LF at `lineFeed`. */
  #line(start: number, lineFeed: number): HttpProblem | null {
    const end = lineFeed - 1;
    if (end < start || this.#bytes[this.#base + end] !== CR) return "bare line feed";
    if (!this.#startLineRead) {
      // RFC 9112 section 2.2: a server skips empty lines before a request.
      if (end === start && this.#role === "request") return null;
      this.#startLineRead = true;
      const read = this.#role === "request" ? this.#requestLine(start, end) : this.#statusLine(start, end);
      return read ? null : "bad start line";
    }
    if (end === start) return this.#endOfHead();
    return this.#field(start, end);
  }

  #endOfHead(): HttpProblem | null {
    if (this.chunked && this.contentLength !== -1) return "length and encoding";
    if (this.chunked && !this.http11) return "bad transfer-encoding";
    if (this.#role === "request" && (this.#hosts > 1 || (this.http11 && this.#hosts === 0))) return "bad host";
    this.keepAlive = !this.#closeAsked && (this.http11 || this.#keepAliveAsked);
    this.complete = true;
    return null;
  }

  /** `HTTP/1.1 204 No Content` */
  #statusLine(start: number, end: number): boolean {
    if (!this.#version(start, Math.min(start + 8, end)) || this.#byte(start + 8) !== SPACE) return false;
    const status = decimalIn(this.#bytes, this.#base + start + 9, this.#base + Math.min(start + 12, end));
    if (status < 100 || status > 599) return false;
    if (end > start + 12 && this.#byte(start + 12) !== SPACE) return false;
    this.status = status;
    this.#spans[0] = Math.min(start + 13, end);
    this.#spans[1] = end;
    return this.#all(isText, this.#spans[0], end);
  }

  /** `POST /clients/7/events HTTP/1.1` */
  #requestLine(start: number, end: number): boolean {
    const methodEnd = this.#skip(isToken, start, end);
    const targetEnd = this.#skip(isTarget, methodEnd + 1, end);
    this.#spans[0] = start;
    this.#spans[1] = methodEnd;
    this.#spans[2] = methodEnd + 1;
    this.#spans[3] = targetEnd;
    if (methodEnd === start || this.#byte(methodEnd) !== SPACE) return false;
    if (targetEnd === methodEnd + 1 || this.#byte(targetEnd) !== SPACE) return false;
    return this.#version(targetEnd + 1, end);
  }

  #version(start: number, end: number): boolean {
    if (end - start !== 8) return false;
    for (let i = 0; i < 7; i++) if (this.#byte(start + i) !== "HTTP/1.".charCodeAt(i)) return false;
    const minor = this.#byte(start + 7) - 48;
    this.http11 = minor === 1;
    return minor === 0 || minor === 1;
  }

  #field(start: number, end: number): HttpProblem | null {
    if (this.#byte(start) === SPACE || this.#byte(start) === TAB) return this.#unfold(start, end);
    const nameEnd = this.#skip(isToken, start, end);
    if (nameEnd === start || this.#byte(nameEnd) !== COLON) return "bad header";
    let from = nameEnd + 1;
    let to = end;
    while (from < to && (this.#byte(from) === SPACE || this.#byte(from) === TAB)) from++;
    while (to > from && (this.#byte(to - 1) === SPACE || this.#byte(to - 1) === TAB)) to--;
    if (!this.#all(isText, from, to)) return "bad header";
    const fields = this.#fields;
    const at = this.#fieldsLength;
    fields[at] = start;
    fields[at + 1] = nameEnd;
    fields[at + 2] = from;
    fields[at + 3] = to;
    this.#fieldsLength = at + 4;
    return this.#framing(start, nameEnd, from, to);
  }

  /** RFC 9112 section 5.2: a client puts spaces for the line end. What a framing header said is acted on already: refused. */
  #unfold(start: number, end: number): HttpProblem | null {
    const at = this.#fieldsLength - 4;
    const framing = FRAMING_HEADERS.some((name) => this.#equals(this.#fields[at]!, this.#fields[at + 1]!, name));
    if (this.#role === "request" || at < 0 || framing) return "folded header";
    this.#bytes.fill(SPACE, this.#base + start - 2, this.#base + start);
    this.#fields[at + 3] = end;
    return this.#all(isText, start, end) ? null : "bad header";
  }

  /** Picks out the few headers that say where the message ends. Lengths first: nearly every header is done with at once. */
  #framing(start: number, nameEnd: number, from: number, to: number): HttpProblem | null {
    switch (nameEnd - start) {
      case 4:
        if (!this.#equals(start, nameEnd, "host")) return null;
        this.#hosts++;
        return this.#all(isHost, from, to) ? null : "bad host";
      case 10: {
        if (!this.#equals(start, nameEnd, "connection")) return null;
        const options = optionsIn(this.#text(from, to));
        this.#closeAsked ||= options.includes("close");
        this.#keepAliveAsked ||= options.includes("keep-alive");
        return null;
      }
      case 14: {
        if (!this.#equals(start, nameEnd, "content-length")) return null;
        const value = decimalIn(this.#bytes, this.#base + from, this.#base + to);
        if (this.contentLength !== -1 || value === -1) return "bad content-length";
        this.contentLength = value;
        return null;
      }
      case 17:
        if (!this.#equals(start, nameEnd, "transfer-encoding")) return null;
        if (this.chunked || !this.#equals(from, to, "chunked")) return "bad transfer-encoding";
        this.chunked = true;
        return null;
      default:
        return null;
    }
  }

  /** Where in #fields the first header of that name stands from `from` on; −1: nowhere. */
  #find(lower: string, from: number): number {
    for (let at = from; at < this.#fieldsLength; at += 4)
      if (this.#equals(this.#fields[at]!, this.#fields[at + 1]!, lower)) return at;
    return -1;
  }

  #valueAt(at: number): string {
    return this.#text(this.#fields[at + 2]!, this.#fields[at + 3]!);
  }

  #byte(at: number): number {
    return this.#bytes[this.#base + at]!;
  }

  #text(from: number, to: number): string {
    return this.#bytes.toString("latin1", this.#base + from, this.#base + to);
  }

  #skip(set: Uint8Array, from: number, to: number): number {
    return skipped(this.#bytes, this.#base + from, this.#base + to, set) - this.#base;
  }

  #all(set: Uint8Array, from: number, to: number): boolean {
    return this.#skip(set, from, to) >= to;
  }

  #equals(from: number, to: number, lower: string): boolean {
    return isSpelled(this.#bytes, this.#base + from, this.#base + to, lower);
  }
}
