/** One connection of a dispatcher to a client's endpoint. Lean: answers are ready-made bytes, events are not parsed as JSON. */
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { indexOfEnvelope } from "../../events/envelope.js";
import { indexOfId } from "../../events/id.js";
import type { Guarantee } from "../../flow.js";
import type { DueQueue } from "../delivery/due-queue.js";
import type { Fate, FaultyRecipient } from "../delivery/faulty-recipient.js";
import type { Namesakes } from "../delivery/namesakes.js";
import { NOT_THE_EVENT } from "../delivery/reasons.js";
import type { SeenEvents } from "../delivery/seen-events.js";
import { HttpParser } from "../http1/http-parser.js";
import type { DriverOptions, Observer } from "../transport.js";
import { REPLAYED } from "./admission.js";
import type { WebhookConfig } from "./config.js";
import type { KeyRing } from "./signatures/key-ring.js";
import { signatureSchemes } from "./signatures/registry.js";

const REFUSED = -1;

/** What all endpoints of a process have in common. */
export interface EndpointSettings {
  readonly config: WebhookConfig;
  readonly guarantee: Guarantee;
  readonly keys: KeyRing;
  readonly observer: Observer;
  /** See DriverOptions. */
  readonly isGenuine?: DriverOptions<WebhookConfig>["isGenuine"];
  /** Absent where no two senders' events can meet, or all are compared with what was sent. */
  readonly namesakes?: Namesakes | undefined;
  /** Handlers that take their time, and reading that is slowed. */
  readonly later: DueQueue;
  /** Null: nothing is wrong. */
  faults: FaultyRecipient | null;
  closing: boolean;
  /** How many ticks a sender may be waited for. */
  readonly ticksAllowed: Readonly<Record<Exclude<AwaitedPart, "nothing">, number>>;
}

/** What a connection is waited for: nothing, the rest of a head, the rest of a body, to be closed. */
type AwaitedPart = "nothing" | "head" | "body" | "close";

/** A subscriber: what its connections have in common. */
export interface Recipient {
  readonly client: number;
  readonly seen: SeenEvents;
}

const NO_CONTENT = ["HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"] as const;
const BAD_REQUEST = errorAnswer(400);
const UNAUTHORIZED = errorAnswer(401);
const REQUEST_TIMEOUT = errorAnswer(408);

/** On a connection that stays, and on one that ends with it. */
type Answer = readonly [string, string];

function errorAnswer(status: number, headers = ""): Answer {
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Length: 0\r\n${headers}`;
  return [`${head}\r\n`, `${head}Connection: close\r\n\r\n`];
}

export class EndpointConnection {
  readonly #settings: EndpointSettings;
  readonly #recipient: Recipient;
  readonly #socket: Socket;
  readonly #parser: HttpParser;
  readonly #header = (name: string): string | undefined => this.#parser.head.header(name);
  /** What a fault makes of the request that is being read; null until its head is there. */
  #fate: Fate | null = null;
  /** A slow handler is at work; what was read behind its event waits. */
  #handling = false;
  #unread: Buffer | null = null;
  #throttled = false;
  #isUnread = false;
  /** This side ended the connection inside a request. */
  #cut = false;
  /** Requests that were read to their end. */
  #taken = 0;
  /** What was awaited at the last tick, in which request, and for how many ticks by then. */
  #awaited: AwaitedPart = "nothing";
  #awaitedIn = 0;
  #ticks = 0;

  constructor(settings: EndpointSettings, recipient: Recipient, socket: Socket) {
    this.#settings = settings;
    this.#recipient = recipient;
    this.#socket = socket;
    this.#parser = new HttpParser("request", settings.config.maxBodyBytes);
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#closed());
  }

  /** Ends the connection as a broken network would. */
  reset(): void {
    this.#cut = true;
    this.#socket.resetAndDestroy();
  }

  /** Reads as fast as it can again. */
  unthrottle(): void {
    this.#throttled = false;
    this.#flow();
  }

  /** To be called at every tick: cuts off a sender that is slow, or that does not close what it was told is closed. */
  tick(): void {
    const awaited = this.#waitsFor();
    if (awaited !== this.#awaited || this.#taken !== this.#awaitedIn) {
      this.#awaited = awaited;
      this.#awaitedIn = this.#taken;
      this.#ticks = 0;
    } else if (awaited !== "nothing" && ++this.#ticks >= this.#settings.ticksAllowed[awaited]) {
      this.#cut = true;
      if (awaited === "close") this.#socket.destroy();
      else this.#refuse(REQUEST_TIMEOUT, `slow ${awaited}`, true);
    }
  }

  #waitsFor(): AwaitedPart {
    if (this.#socket.writableEnded) return "close";
    // While this side does not read, it is not the sender that is slow.
    if (this.#parser.idle || this.#handling || this.#throttled || this.#isUnread) return "nothing";
    return this.#parser.head.complete ? "body" : "head";
  }

  #read(chunk: Buffer): void {
    this.#parse(chunk);
    const bytesPerSecond = this.#settings.faults?.readingSpeed(this.#recipient.client);
    if (bytesPerSecond === undefined) return;
    this.#throttled = true;
    this.#flow();
    this.#settings.later.after((chunk.length / bytesPerSecond) * 1000, () => this.unthrottle());
  }

  #parse(chunk: Buffer): void {
    const parser = this.#parser;
    let offset = 0;
    while (offset < chunk.length && this.#socket.writable) {
      offset = parser.parse(chunk, offset, chunk.length);
      if (this.#settings.faults !== null && this.#meetsReset(this.#settings.faults)) return;
      if (parser.problem !== null) this.#refuse(BAD_REQUEST, parser.problem, true);
      else if (parser.done) {
        if (this.#beginSlowly()) {
          this.#unread = chunk.subarray(offset);
          return;
        }
        this.#take();
      }
    }
  }

  #meetsReset(faults: FaultyRecipient): boolean {
    const { head, done, bodyBytesRead } = this.#parser;
    if (!head.complete) return false;
    this.#fate ??= faults.fateOf(this.#recipient.client, indexOfId(head.header("webhook-id") ?? ""));
    const halfRead = done || bodyBytesRead * 2 >= head.contentLength;
    if (this.#fate !== "reset" || !halfRead) return false;
    this.reset();
    return true;
  }

  /** Whether the event that was read is to be handled later, and nothing before it. */
  #beginSlowly(): boolean {
    const delayMs = this.#settings.faults?.how.delayMs;
    if (!delayMs) return false;
    this.#handling = true;
    this.#flow();
    this.#settings.later.after(delayMs, () => {
      this.#handling = false;
      this.#take();
      const unread = this.#unread;
      this.#unread = null;
      if (unread !== null) this.#parse(unread);
      this.#flow();
    });
    return true;
  }

  /** Answers the request that was read and makes ready for the next. */
  #take(): void {
    const { keepAlive } = this.#parser.head;
    const index = this.#judge();
    const { faults } = this.#settings;
    if (index === REFUSED) {
      // Answered already.
    } else if (this.#fate === "refuse" && faults?.how.refuse) {
      const { status, retryAfterSeconds } = faults.how.refuse;
      const retryAfter = retryAfterSeconds === undefined ? "" : `Retry-After: ${retryAfterSeconds}\r\n`;
      this.#answer(errorAnswer(status, retryAfter), !keepAlive);
    } else this.#deliver(index, !keepAlive);
    this.#fate = null;
    this.#taken++;
    this.#parser.reset();
  }

  /** The event's number when all is well; else the request is refused here. */
  #judge(): number {
    const { config, keys } = this.#settings;
    const { head, body } = this.#parser;
    const close = !head.keepAlive;
    if (head.method !== "POST") return this.#refuse(BAD_REQUEST, "not a POST", close);
    const { client } = this.#recipient;
    const nowSeconds = Math.floor(Date.now() / 1000);
    const scheme = signatureSchemes[config.signature];
    const verdict = scheme.verify(keys, client, this.#header, body, nowSeconds, config.toleranceSeconds);
    if (verdict !== "ok") return this.#refuse(UNAUTHORIZED, verdict, close);
    const index = indexOfId(head.header("webhook-id") ?? "");
    if (index < 0) return this.#refuse(BAD_REQUEST, "no event id", close);
    if (indexOfEnvelope(body) !== index) return this.#refuse(BAD_REQUEST, "webhook-id is not the body's id", close);
    const { isGenuine } = this.#settings;
    if (isGenuine !== undefined && !isGenuine(index, body)) return this.#refuse(BAD_REQUEST, NOT_THE_EVENT, close);
    return index;
  }

  #deliver(index: number, close: boolean): void {
    const { observer, guarantee, config, namesakes } = this.#settings;
    const { client, seen } = this.#recipient;
    const { body } = this.#parser;
    const known = seen.seenBefore(namesakes?.numberOf(index, body, body.length) ?? index);
    if (known && guarantee === "at-least-once") observer.suppressed(client, index);
    else if (known && config.signature !== "none") {
      this.#refuse(UNAUTHORIZED, REPLAYED, close);
      return;
    } else observer.delivered(client, index); // before the answer is written: it is now that the recipient has it
    this.#answer(NO_CONTENT, close);
  }

  #refuse(answer: Answer, problem: string, close: boolean): typeof REFUSED {
    this.#settings.observer.problem(`endpoint: ${problem}`);
    this.#answer(answer, close);
    return REFUSED;
  }

  #answer(answer: Answer, close: boolean): void {
    if (!this.#socket.writable) return; // a slow handler's sender may be gone
    if (close) this.#socket.end(answer[1], "latin1");
    else if (!this.#socket.write(answer[0], "latin1")) this.#answersPileUp();
  }

  /** The sender does not read them: no more of its requests is read until it does. */
  #answersPileUp(): void {
    if (this.#isUnread) return;
    this.#isUnread = true;
    this.#flow();
    this.#socket.once("drain", () => {
      this.#isUnread = false;
      this.#flow();
    });
  }

  #flow(): void {
    if (this.#handling || this.#throttled || this.#isUnread) this.#socket.pause();
    else this.#socket.resume();
  }

  #closed(): void {
    const inside = !this.#parser.idle && !this.#handling && this.#parser.problem === null;
    if (inside && !this.#cut && !this.#settings.closing) {
      this.#settings.observer.problem("endpoint: connection closed inside a request");
    }
  }
}
