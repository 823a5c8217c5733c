/** One client that sends webhooks over HTTP/2. */
import { EventSender, type EventSenderSettings } from "../../delivery/sending/event-sender.js";
import type { Failure } from "../../delivery/sending/retry-delay.js";
import type { Opening } from "../../transport.js";
import type { JudgeAnswer } from "../taken.js";
import { Origin, type OriginOptions, type OriginOwner } from "./origin.js";
import type { ClientPost } from "./requests.js";

/** What all senders of a process have in common. */
export interface Http2SenderSettings extends EventSenderSettings<ClientPost> {
  readonly judge: JudgeAnswer;
  readonly clock: { readonly nowMs: number };
}

export class Http2Sender extends EventSender<ClientPost> implements OriginOwner<ClientPost> {
  readonly #settings: Http2SenderSettings;
  readonly #origin: Origin<ClientPost>;

  constructor(client: number, settings: Http2SenderSettings, options: OriginOptions) {
    super(client, settings);
    this.#settings = settings;
    this.#origin = new Origin<ClientPost>(this, settings.clock, options);
  }

  open(): Promise<void> {
    return this.#origin.open();
  }

  expire(busySinceMs: number, idleSinceMs: number): void {
    this.#origin.expire(busySinceMs, idleSinceMs);
  }

  *underWay(): Iterable<number> {
    for (const { index } of this.#origin.underWay()) yield index;
  }

  dropConnections(): void {
    this.#origin.dropConnections();
  }

  override close(): void {
    super.close();
    this.#origin.close();
  }

  protected get isFull(): boolean {
    return this.#origin.isFull;
  }

  /** Every connection that follows a lost one is new to all that wait for it: nothing need ask for a fresh one. */
  protected place(_index: number, post: ClientPost): void {
    this.#origin.post(post);
  }

  opened(opening: Opening): void {
    this.#settings.observer.connected(this.client, opening);
  }

  lost(): void {
    this.#settings.observer.disconnected(this.client);
  }

  maySend(post: ClientPost): boolean {
    return !this.putOff(post.index, post, false);
  }

  written(post: ClientPost): void {
    this.writing(post.index);
  }

  answered(post: ClientPost, body: Buffer): void {
    const failure = this.#settings.judge(post, body);
    if (failure === null) {
      this.succeeded(post.index);
      return;
    }
    this.heard(failure);
    this.failed(post, failure);
  }

  failed(post: ClientPost, failure: Failure): void {
    this.failedAttempt(post.index, post, failure, post.isWritten);
  }

  problem(reason: string): void {
    this.#settings.observer.problem(reason);
  }
}
