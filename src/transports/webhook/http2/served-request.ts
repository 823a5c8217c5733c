/** One request over HTTP/2: a stream whose body is read within its limits, and the answer that its sender waits for. */
import { constants, type IncomingHttpHeaders, type OutgoingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { Refusal as EventRefusal } from "../../delivery/receiving/handling.js";
import type { Peer } from "../../delivery/receiving/intake.js";
import type { Fate } from "../../delivery/receiving/lasting-faults.js";
import type { SentEvent } from "../../delivery/receiving/service-intake.js";
import { GrowingBuffer } from "../../growing-buffer.js";
import { REPLAYED, Refusal, type RequestHead, tooLarge } from "../admission.js";

const { NGHTTP2_NO_ERROR } = constants;
const NO_BODY = Buffer.alloc(0);
const WHOLE = { endStream: true };

/** The session that it came over. */
export interface RequestOwner {
  readonly client: number;
  readonly rules: RequestRules;
  readonly isClosed: boolean;
  /** A request was read to its end, or is of no interest any more. */
  hasRead(request: ServedRequest): void;
  closed(request: ServedRequest, wasTakenBack: boolean): void;
  /** For how long it must not read on, in ms, after it has read so much. */
  throttle(request: ServedRequest, bytes: number, bytesPerSecond: number): number;
  /** Ends the connection as a broken network would. */
  reset(): void;
}

export interface RequestRules {
  maxBodyBytes: number;
  /** What an event that was taken is answered with. */
  takenStatus: number;
  /** Now, in ticks of the server's timer. */
  tick(): number;
  problem(reason: string): void;
  /** Throws a Refusal, or says what is to become of it. */
  admit(request: ServedRequest): Fate;
  receive(request: ServedRequest): void;
  /** Bytes per second that a client reads at most. */
  readingSpeed?(client: number): number | undefined;
}

/** Its listeners are the same functions for all streams. */
interface RequestStream extends ServerHttp2Stream {
  request: ServedRequest;
}

/** It is also the event that it carries, and the peer that is answered: further objects would have to be made for each. */
export class ServedRequest implements RequestHead, SentEvent, Peer {
  readonly session: RequestOwner;
  readonly headers: IncomingHttpHeaders;
  /** Since when its body is awaited. */
  sinceTick: number;
  client: number;
  index = 0;
  number = 0;
  body: Buffer = NO_BODY;
  /** This side ended it. */
  isCut = false;
  readonly #stream: ServerHttp2Stream;
  #fate: Fate = "take";
  #hasEnded = false;
  #isWhole = false;
  #isAnswered = false;
  #length = 0;
  #all: GrowingBuffer | undefined;
  #resumes: NodeJS.Timeout | undefined;

  constructor(session: RequestOwner, stream: ServerHttp2Stream, headers: IncomingHttpHeaders) {
    this.session = session;
    this.headers = headers;
    this.sinceTick = session.rules.tick();
    this.client = session.client;
    this.#stream = stream;
    (stream as RequestStream).request = this;
    stream.on("error", onError).on("close", onClose);
  }

  get url(): string | undefined {
    return this.headers[":path"];
  }

  get method(): string | undefined {
    return this.headers[":method"];
  }

  /** As HTTP/1.1 has them, of those that are looked at so. */
  get rawHeaders(): string[] {
    return ["host", this.headers[":authority"] ?? this.headers.host ?? ""];
  }

  header(name: string): string | undefined {
    return this.headers[name]?.toString();
  }

  get peer(): Peer {
    return this;
  }

  /** Its head is there. */
  begin(): void {
    try {
      this.#fate = this.session.rules.admit(this);
    } catch (error) {
      this.refuseFor(error);
      return;
    }
    this.#stream.on("data", onData).on("end", onEnd);
  }

  /** Its sender is not slow while this side does not read. */
  get isUnread(): boolean {
    return this.#resumes !== undefined;
  }

  readOn(): void {
    clearTimeout(this.#resumes);
    this.#resumes = undefined;
    this.sinceTick = this.session.rules.tick();
    if (this.#hasEnded) this.#finish();
    else this.#stream.resume();
  }

  /** Its body takes too long. */
  cutOff(): void {
    this.refuseFor(new Refusal(408, "slow body"));
  }

  /** It was taken; a copy is answered like the first, so that its sender stops. */
  ack(): void {
    this.#answer({ ":status": this.session.rules.takenStatus });
  }

  refuse(_event: SentEvent, { status, retryAfterSeconds }: EventRefusal): void {
    const retryAfter = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
    this.#answer({ ":status": status, ...retryAfter, "content-length": 0 });
  }

  replayed(): void {
    this.refuseFor(new Refusal(401, REPLAYED));
  }

  failed(_event: SentEvent, error: Error): void {
    this.refuseFor(error);
  }

  /** Of the whole connection, as the fault has it: everything else that is under way on it is lost, too. */
  reset(): void {
    this.session.reset();
  }

  /** Answers with an error, and reads no more. */
  refuseFor(error: unknown): void {
    const refusal = error instanceof Refusal ? error : new Refusal(500, `failed: ${String(error)}`);
    this.session.rules.problem(refusal.message);
    const { Connection: _, ...headers } = refusal.headers; // there is none in HTTP/2
    this.#answer({ ":status": refusal.status, ...headers, "content-length": 0 });
    if (this.#isWhole) return;
    this.isCut = true;
    this.session.hasRead(this);
    this.#stream.close(NGHTTP2_NO_ERROR); // behind the answer: the rest need not be sent (RFC 9113 section 8.1)
  }

  read(chunk: Buffer): void {
    if (this.isCut) return;
    const { rules } = this.session;
    const announced = Number(this.headers["content-length"] ?? 0);
    const first = this.#length === 0;
    this.#length += chunk.length;
    if (this.#length > rules.maxBodyBytes) {
      this.refuseFor(tooLarge());
      return;
    }
    if (this.#fate === "reset" && this.#length * 2 >= announced) {
      this.reset();
      return;
    }
    if (first)
      this.body = chunk; // most bodies come in one piece, which is not copied
    else {
      if (this.#all === undefined) {
        this.#all = new GrowingBuffer(announced);
        this.#all.append(this.body);
      }
      this.#all.append(chunk);
    }
    const bytesPerSecond = rules.readingSpeed?.(this.client);
    if (bytesPerSecond !== undefined) this.#readSlowly(chunk.length, bytesPerSecond);
  }

  readToEnd(): void {
    this.#hasEnded = true; // it comes whether the stream is paused or not
    if (!this.isCut && !this.isUnread) this.#finish();
  }

  #finish(): void {
    this.#isWhole = true;
    this.session.hasRead(this);
    if (this.#fate === "reset") {
      this.reset();
      return;
    }
    if (this.#all !== undefined) this.body = this.#all.bytes;
    try {
      this.session.rules.receive(this);
    } catch (error) {
      this.refuseFor(error);
    }
  }

  closed(): void {
    clearTimeout(this.#resumes);
    const wasTakenBack = this.#stream.rstCode !== NGHTTP2_NO_ERROR && !this.session.isClosed;
    if (!this.#isWhole && !this.isCut) {
      this.session.rules.problem(wasTakenBack ? "request taken back" : "connection closed inside a request");
    }
    this.session.closed(this, wasTakenBack);
  }

  get fate(): Fate {
    return this.#fate;
  }

  #readSlowly(bytes: number, bytesPerSecond: number): void {
    this.#stream.pause();
    this.#resumes = setTimeout(() => this.readOn(), this.session.throttle(this, bytes, bytesPerSecond));
  }

  #answer(headers: OutgoingHttpHeaders): void {
    if (this.#isAnswered || this.#stream.destroyed || this.#stream.closed) return; // a slow handler's sender may be gone
    this.#isAnswered = true;
    this.#stream.respond(headers, WHOLE);
  }
}

function onData(this: RequestStream, chunk: Buffer): void {
  this.request.read(chunk);
}

function onEnd(this: RequestStream): void {
  this.request.readToEnd();
}

/** What became of it is told when it closes. */
function onError(): void {}

function onClose(this: RequestStream): void {
  this.request.closed();
}
