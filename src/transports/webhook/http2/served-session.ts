/** One connection of a peer that sends requests over HTTP/2: what it may still take, and how long it may wait. */
import { constants, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { resetConnection } from "../../../tls/raw-socket.js";
import { type RequestOwner, type RequestRules, ServedRequest } from "./served-request.js";

const { NGHTTP2_ENHANCE_YOUR_CALM } = constants;

/** Beyond those that a peer may have under way: one that times out may take back all of these at once. */
const RESETS_ALLOWED = 100;
const FLOOD = "the peer takes back more requests than is sensible (HTTP/2 rapid reset)";

export interface SessionRules extends RequestRules {
  maxStreams: number;
  /** The limits in ticks: they hold to within two, never early. */
  ticks: { head: number; body: number; keepAlive: number };
  resetsPerTick: number;
}

export class ServedSession implements RequestOwner {
  readonly rules: SessionRules;
  /** Whose it is; NaN: anybody's. */
  readonly client: number;
  readonly #session: ServerHttp2Session;
  readonly #raw: Socket;
  /** Requests whose bodies are not complete. */
  readonly #reading = new Set<ServedRequest>();
  #open = 0;
  /** Since when no stream has been open. */
  #restTick: number;
  /** What had been read when the last request was complete; undefined: it has not yet said what it needs to say first. */
  #restBytes: number | undefined;
  /** A head has begun. */
  #headTick: number | undefined;
  /** Requests that the peer took back, less what it may. */
  #resets = 0;
  #isLeaving = false;
  /** Until when what was read slowly is read, in ms of performance.now. */
  #readUntilMs = 0;
  readonly #throttled = new Set<ServedRequest>();

  constructor(rules: SessionRules, session: ServerHttp2Session, raw: Socket, client: number) {
    this.rules = rules;
    this.client = client;
    this.#session = session;
    this.#raw = raw;
    this.#restTick = rules.tick();
    session.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => this.#begin(stream, headers));
    // Its SETTINGS were read, and these are acknowledged: nothing but a head comes next, or a ping.
    session.on("localSettings", () => this.#atRest());
    session.on("ping", () => this.#atRest());
  }

  /** Resolves when the connection is closed. */
  leave(): Promise<void> {
    this.#isLeaving = true;
    this.#restTick = this.rules.tick();
    if (this.#raw.destroyed) return Promise.resolve();
    const closed = new Promise<void>((resolve) => this.#raw.once("close", resolve));
    this.#session.close();
    return closed;
  }

  /** Ends it as a broken network would. */
  reset(): void {
    for (const request of this.#reading) request.isCut = true;
    resetConnection(this.#raw);
  }

  /** The connection is no more. */
  get isClosed(): boolean {
    return this.#raw.destroyed || this.#session.destroyed;
  }

  hasRead(request: ServedRequest): void {
    if (this.#reading.delete(request)) this.#atRest();
  }

  closed(request: ServedRequest, wasTakenBack: boolean): void {
    this.hasRead(request);
    this.#throttled.delete(request);
    if (--this.#open === 0) this.#restTick = this.rules.tick();
    if (wasTakenBack) this.#countReset();
  }

  throttle(request: ServedRequest, bytes: number, bytesPerSecond: number): number {
    const nowMs = performance.now();
    this.#readUntilMs = Math.max(nowMs, this.#readUntilMs) + (bytes / bytesPerSecond) * 1000;
    this.#throttled.add(request);
    return this.#readUntilMs - nowMs;
  }

  /** Reads as fast as it can again. */
  unthrottle(): void {
    this.#readUntilMs = 0;
    for (const request of this.#throttled) request.readOn();
    this.#throttled.clear();
  }

  /** To be called at every tick. */
  sweep(): void {
    const { ticks, tick, resetsPerTick } = this.rules;
    const now = tick();
    this.#resets = Math.max(0, this.#resets - resetsPerTick);
    for (const request of this.#reading) {
      if (now - request.sinceTick >= ticks.body && !request.isUnread) request.cutOff();
    }
    if (this.#open > 0) this.#headTick = undefined;
    else if (this.#isLeaving) {
      if (now - this.#restTick > ticks.body) this.#raw.destroy();
    } else if (this.#hasSlowHead(now)) {
      this.rules.problem("slow head");
      this.#session.destroy(); // it would wait for what has begun
    } else if (now - this.#restTick > ticks.keepAlive) void this.leave();
  }

  /** node:http2 shows a head when it is complete: before that, there are only bytes that nothing else explains. */
  #hasSlowHead(now: number): boolean {
    if (this.#restBytes === this.#raw.bytesRead) {
      this.#headTick = undefined;
      return false;
    }
    this.#headTick ??= now;
    return now - this.#headTick >= this.rules.ticks.head;
  }

  #atRest(): void {
    this.#restBytes = this.#raw.bytesRead;
    this.#headTick = undefined;
  }

  #begin(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    if (stream.destroyed || stream.closed) {
      this.#countReset(); // it was taken back together with its head
      return;
    }
    this.#open++;
    const request = new ServedRequest(this, stream, headers);
    this.#reading.add(request);
    request.begin();
  }

  #countReset(): void {
    if (this.isClosed || ++this.#resets <= RESETS_ALLOWED + 2 * this.rules.maxStreams) return;
    this.rules.problem(FLOOD);
    this.#session.destroy(new Error(FLOOD), NGHTTP2_ENHANCE_YOUR_CALM); // without an error, Node takes no code
  }
}
