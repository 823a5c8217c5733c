/** One client's stream of events, from the request to the end, and again from the last event that it had whenever it is lost. */
import type { Socket } from "node:net";
import { indexOfEnvelope } from "../../events/envelope.js";
import { NOT_THE_EVENT } from "../delivery/reasons.js";
import { ClientIntake } from "../delivery/receiving/client-intake.js";
import type { Refusal } from "../delivery/receiving/handling.js";
import type { Arrived, Peer } from "../delivery/receiving/intake.js";
import type { HttpHead } from "../http1/http-head.js";
import { type BodyPieces, HttpParser } from "../http1/http-parser.js";
import { AnsweredOtherwise, MAX_REFUSAL_BYTES, malformedAnswer } from "../http1/service-answers.js";
import { LastingConnection } from "../lasting-connection.js";
import { LastingContext } from "../lasting-context.js";
import type { DriverOptions } from "../transport.js";
import { issueToken } from "../websocket/access-tokens.js";
import type { SseConfig } from "./config.js";
import { CLOSED, CONTENT_TYPE, GAP, REPLACED } from "./event-stream.js";
import { type EventStreamOwner, EventStreamParser } from "./event-stream-parser.js";
import { Reporter, type ReportingContext } from "./reports.js";

/** An event as a client has received it. */
interface StreamEvent extends Arrived {
  /** In its stream; empty: none. */
  readonly id: string;
}

export class StreamContext extends LastingContext implements ReportingContext {
  readonly options: DriverOptions<SseConfig>;
  readonly acknowledged: boolean;
  readonly intake: ClientIntake<StreamEvent>;
  readonly post: ReportingContext["post"];

  constructor(options: DriverOptions<SseConfig>, post: ReportingContext["post"]) {
    const { config, guarantee } = options;
    super(options, config.reconnect);
    this.options = options;
    this.post = post;
    this.acknowledged = guarantee === "at-least-once";
    // The service tries what was refused for now as long as it keeps it.
    const patienceSeconds = config.historySeconds;
    this.intake = new ClientIntake({ driver: options, keepsOrder: true, signed: false, patienceSeconds });
  }

  readingSpeed(client: number): number | undefined {
    return this.intake.readingSpeed(client);
  }

  override stop(): void {
    super.stop();
    this.intake.stop();
  }
}

export class StreamClient extends LastingConnection<StreamContext> implements BodyPieces, EventStreamOwner, Peer {
  #http: HttpParser | undefined;
  #events: EventStreamParser | undefined;
  #retryMs = 0;
  #reporter: Reporter | undefined;

  get reporter(): Reporter {
    this.#reporter ??= new Reporter(this.context, this.client);
    return this.#reporter;
  }

  protected begin(): Buffer {
    const { options, authority } = this.context;
    const { config, secret } = options;
    this.#http = new HttpParser("response", MAX_REFUSAL_BYTES, { pieces: this });
    this.#events = new EventStreamParser(this, config.maxEventBytes);
    this.lossReason = "connection lost: the stream ended";
    const expiresAtSeconds = config.tokenSeconds && Date.now() / 1000 + config.tokenSeconds;
    const lastId = this.#reporter?.through;
    const lines = [
      `GET /clients/${this.client}/stream HTTP/1.1`,
      `Host: ${authority}`,
      `Accept: ${CONTENT_TYPE}`,
      "Cache-Control: no-store",
      `Authorization: Bearer ${issueToken(secret, this.client, expiresAtSeconds)}`,
      ...(lastId === undefined ? [] : [`Last-Event-ID: ${lastId}`]),
    ];
    return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`);
  }

  protected endedEarly(): Error {
    const http = this.#http!;
    http.end();
    const { head, body, bodyBytesRead } = http;
    return head.complete
      ? new AnsweredOtherwise(head, body.subarray(0, bodyBytesRead))
      : new Error("the connection ended before the answer to the request for a stream");
  }

  protected sayGoodbye(socket: Socket): void {
    socket.end();
  }

  protected onGone(): void {}

  protected override get askedWaitSeconds(): number {
    return this.#retryMs / 1000;
  }

  protected onRead(bytes: Buffer, end: number): void {
    const http = this.#http!;
    http.parse(bytes, 0, end);
    const { done, problem } = http;
    if (this.isOpening && (done || problem !== null)) {
      this.failOpening(problem === null ? new AnsweredOtherwise(http.head, http.body) : malformedAnswer(http));
    } else if (this.isOpen && problem !== null) this.#fail(problem);
    else if (this.isOpen && done) this.socket.destroy();
  }

  wantsPieces(head: HttpHead): boolean {
    const type = head.header("content-type") ?? "nothing";
    if (!this.isOpening || head.status !== 200) return false;
    if (type.split(";", 1)[0]!.trim().toLowerCase() === CONTENT_TYPE) {
      this.accepted();
      this.context.intake.reconnected(this.client);
      return true;
    }
    this.failOpening(new Error(`the service answered with ${type}, not with ${CONTENT_TYPE}`));
    return false;
  }

  onPiece(bytes: Buffer, from: number, to: number): void {
    if (this.isOpen && !this.#events!.push(bytes.subarray(from, to))) this.#fail("an event or line is too long");
  }

  onComment(): void {
    this.context.heartbeats++;
  }

  onRetry(delayMs: number): void {
    this.#retryMs = delayMs;
  }

  onEvent(data: Buffer, type: string, id: string): void {
    if (!this.isOpen || this.socket.destroyed) return; // it was dropped by an event in front of this one
    if (type === GAP) this.#onGap();
    else if (type === CLOSED) this.#onClosed(`${data}`);
    else this.#onWorkload(data, id);
  }

  #onWorkload(data: Buffer, id: string): void {
    const { intake, options } = this.context;
    const index = indexOfEnvelope(data);
    if (index < 0 || options.isGenuine?.(index, data) === false) {
      options.observer.problem(NOT_THE_EVENT);
      return;
    }
    const number = intake.numberOf(index, data, data.length);
    intake.receive({ client: this.client, index, number, id, peer: this });
  }

  #onGap(): void {
    this.context.observer.problem("the service's history no longer reaches back");
    this.#reporter?.forget();
  }

  #onClosed(reason: string): void {
    this.socket.destroy();
    this.lose(`closed by the service: ${reason}`, reason === REPLACED);
  }

  #fail(flaw: string): void {
    this.socket.destroy();
    this.lose(`protocol violation by the service: ${flaw}`);
  }

  ack({ id }: StreamEvent): void {
    if (this.context.acknowledged) this.reporter.taken(id);
  }

  refuse({ index }: StreamEvent, { reason, retryAfterSeconds }: Refusal): void {
    const again = this.context.acknowledged ? { retryAfterSeconds: retryAfterSeconds ?? null } : {};
    this.reporter.refused({ index, reason, ...again });
  }

  /** Streams are not signed: nothing tells a copy that somebody plays back from any other. */
  replayed(): void {}

  /** Nobody is told but the observer: it is the observer's own failure. */
  failed(_event: StreamEvent, error: Error): void {
    throw error;
  }

  reset(): void {
    this.drop();
  }
}
