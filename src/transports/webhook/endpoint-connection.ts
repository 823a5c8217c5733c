/** One connection of a dispatcher to a client's endpoint. Lean: answers are ready-made bytes, events are not parsed as JSON. */
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { indexOfId } from "../../events/id.js";
import { resetConnection } from "../../tls/raw-socket.js";
import type { DueQueue } from "../delivery/due-queue.js";
import type { ClientIntake } from "../delivery/receiving/client-intake.js";
import type { Refusal } from "../delivery/receiving/handling.js";
import type { Arrived, Peer } from "../delivery/receiving/intake.js";
import type { Fate } from "../delivery/receiving/lasting-faults.js";
import { HttpParser } from "../http1/http-parser.js";
import type { Awaited, SlowSender, SlowSenders } from "../http1/slow-senders.js";
import type { DriverOptions } from "../transport.js";
import { REPLAYED } from "./admission.js";
import type { WebhookConfig } from "./config.js";
import type { ArrivedRequest, JudgesArrivals } from "./own-arrivals.js";

const REFUSED = -1;

/** What all endpoints of a process have in common. */
export interface EndpointSettings extends Pick<DriverOptions<WebhookConfig>, "config" | "observer"> {
  readonly arrivals: JudgesArrivals;
  readonly intake: ClientIntake<EndpointConnection>;
  /** Reading that is slowed. */
  readonly later: DueQueue;
  readonly slow: SlowSenders;
  closing: boolean;
}

const NO_CONTENT = ["HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"] as const;
const OK = emptyAnswer(200);
const BAD_REQUEST = emptyAnswer(400);
const UNAUTHORIZED = emptyAnswer(401);
const REQUEST_TIMEOUT = emptyAnswer(408);

/** On a connection that stays, and on one that ends with it. */
type Answer = readonly [string, string];

function emptyAnswer(status: number, headers = ""): Answer {
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Length: 0\r\n${headers}`;
  return [`${head}\r\n`, `${head}Connection: close\r\n\r\n`];
}

/** Its own arrival and peer: it reads one request at a time, and an object for each would cost more than the rest. */
export class EndpointConnection implements Arrived, ArrivedRequest, Peer, SlowSender {
  readonly client: number;
  /** Of the event that is being handled. */
  index = 0;
  number = 0;
  readonly #settings: EndpointSettings;
  readonly #socket: Socket;
  readonly #parser: HttpParser;
  /** What a fault makes of the request that is being read; null until its head is there. */
  #fate: Fate | null = null;
  /** Requests that were read to their end. */
  waitsEnded = 0;
  /** A slow handler is at work; what was read behind its event waits. */
  #handling = false;
  #unread: Buffer | null = null;
  #throttled = false;
  #isUnread = false;
  /** This side ended the connection inside a request. */
  #cut = false;

  constructor(settings: EndpointSettings, client: number, socket: Socket) {
    this.#settings = settings;
    this.client = client;
    this.#socket = socket;
    this.#parser = new HttpParser("request", settings.config.maxBodyBytes);
    settings.slow.watch(socket, this);
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#closed());
  }

  get peer(): Peer {
    return this;
  }

  get method(): string {
    return this.#parser.head.method;
  }

  header(name: string): string | undefined {
    return this.#parser.head.header(name);
  }

  get body(): Buffer {
    return this.#parser.body;
  }

  /** Ends the connection as a broken network would. */
  reset(): void {
    this.#cut = true;
    resetConnection(this.#socket);
  }

  /** Reads as fast as it can again. */
  unthrottle(): void {
    this.#throttled = false;
    this.#flow();
  }

  get awaited(): Awaited {
    if (this.#socket.writableEnded) return "close";
    if (this.#parser.idle || this.#handling) return "nothing";
    return this.#parser.head.complete ? "body" : "head";
  }

  cutOff(slow: "slow head" | "slow body"): void {
    this.#cut = true;
    this.#refuse(REQUEST_TIMEOUT, slow, true);
  }

  #read(chunk: Buffer): void {
    this.#parse(chunk);
    const bytesPerSecond = this.#settings.intake.readingSpeed(this.client);
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
      if (this.#settings.intake.isFaulty && parser.head.complete && this.#meetsReset()) return;
      if (parser.problem !== null) this.#refuse(BAD_REQUEST, parser.problem, true);
      else if (parser.done) {
        this.#receive();
        if (this.#handling) {
          this.#unread = chunk.subarray(offset);
          this.#flow();
          return;
        }
      }
    }
  }

  #meetsReset(): boolean {
    const { head, done, bodyBytesRead } = this.#parser;
    this.#fate ??= this.#settings.intake.fateOf(this.client, indexOfId(head.header("webhook-id") ?? ""));
    const halfRead = done || bodyBytesRead * 2 >= head.contentLength;
    if (this.#fate !== "reset" || !halfRead) return false;
    this.reset();
    return true;
  }

  /** Hands on the event that was read; whatever becomes of it answers the request. */
  #receive(): void {
    const { intake, config } = this.#settings;
    if (config.registration !== undefined && this.method === "HEAD") {
      this.#answer(OK, !this.#parser.head.keepAlive);
      this.#ready();
      return;
    }
    const { body } = this.#parser;
    const index = this.#judge();
    if (index === REFUSED) {
      this.#ready(); // answered already
      return;
    }
    this.index = index;
    this.number = intake.numberOf(index, body, body.length);
    this.#handling = true;
    intake.receive(this, this.#fate ?? undefined);
  }

  /** Makes ready for the next request. */
  #ready(): void {
    this.#fate = null;
    this.waitsEnded++;
    this.#handling = false;
    this.#parser.reset();
    const unread = this.#unread;
    if (unread === null) return;
    this.#unread = null;
    this.#parse(unread);
    this.#flow();
  }

  /** The event's number when all is well; else the request is refused here. */
  #judge(): number {
    const judged = this.#settings.arrivals.judge(this.client, this, Math.floor(Date.now() / 1000));
    if (typeof judged === "number") return judged;
    const answer = judged.status === 401 ? UNAUTHORIZED : BAD_REQUEST;
    return this.#refuse(answer, judged.problem, !this.#parser.head.keepAlive);
  }

  ack(): void {
    this.#answer(NO_CONTENT, !this.#parser.head.keepAlive);
    this.#ready();
  }

  refuse(_event: EndpointConnection, { status, retryAfterSeconds }: Refusal): void {
    const retryAfter = retryAfterSeconds === undefined ? "" : `Retry-After: ${retryAfterSeconds}\r\n`;
    this.#answer(emptyAnswer(status, retryAfter), !this.#parser.head.keepAlive);
    this.#ready();
  }

  replayed(): void {
    this.#refuse(UNAUTHORIZED, REPLAYED, !this.#parser.head.keepAlive);
    this.#ready();
  }

  failed(_event: EndpointConnection, error: Error): void {
    this.#refuse(emptyAnswer(500), `failed: ${error.message}`, !this.#parser.head.keepAlive);
    this.#ready();
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
