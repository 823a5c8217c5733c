/** One event on its way to one subscriber, over as many attempts as it takes, as undici tells of them. */
import type { Dispatcher as Undici } from "undici";
import { tlsFailure } from "../../../tls/failure.js";
import type { Failure } from "../../delivery/sending/retry-delay.js";
import { retryAfterSeconds } from "../../http1/retry-after.js";
import type { Delivery } from "../dispatcher.js";
import { statusLine } from "../taken.js";
import { NotConnected } from "./connector.js";

export interface UndiciDeliveryOwner {
  /** An attempt is about to be written. */
  writing(delivery: UndiciDelivery): void;
  /** Answered with a 2xx. */
  succeeded(delivery: UndiciDelivery): void;
  failed(delivery: UndiciDelivery, failure: Failure): void;
  /** Time for an answer, from its head to its end. */
  readonly answerMs: number;
}

/** An answer that comes byte by byte: undici's limits are for the time between two bytes. */
class SlowAnswer extends Error {
  readonly code = "UND_ERR_BODY_TIMEOUT";
}

/** undici's codes, in the words that the driver uses too. Other errors go by their code (ECONNREFUSED, …). */
const reasons: Record<string, string> = {
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  UND_ERR_SOCKET: "connection closed",
};

/** What a connection ends with when it is the peer that ends it. */
export const lostConnectionCodes: ReadonlySet<string | undefined> = new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"]);
/** What it ends with when nothing came over it any more. */
export const silentConnectionCodes: ReadonlySet<string | undefined> = new Set([
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
]);

export class UndiciDelivery implements Delivery, Undici.DispatchHandler {
  readonly recipient: number;
  readonly index: number;
  readonly body: Buffer;
  readonly #owner: UndiciDeliveryOwner;
  /** Of this attempt. */
  #onFresh = false;
  #isWritten = false;
  #status = 0;
  #statusText = "";
  #retryAfter: string | undefined;
  /** When the first piece of it came: of its body or, until its head is there, of interim answers. */
  #answerSinceMs: number | undefined;

  constructor(owner: UndiciDeliveryOwner, recipient: number, index: number, body: Buffer) {
    this.#owner = owner;
    this.recipient = recipient;
    this.index = index;
    this.body = body;
  }

  /** This attempt's bytes were handed to a socket. */
  get isWritten(): boolean {
    return this.#isWritten;
  }

  /** To be called before each attempt. `onFresh`: it has a connection that has not served before. */
  reset(onFresh: boolean): void {
    this.#onFresh = onFresh;
    this.#answerSinceMs = undefined;
    this.#isWritten = false;
    this.#status = 0;
    this.#retryAfter = undefined;
  }

  /** undici has a connection and is about to write; requests that wait in the pool are not here yet. */
  onRequestStart(): void {
    if (this.#isWritten) return; // it may start again on another connection when the first turned out to be closed
    this.#isWritten = true;
    this.#owner.writing(this);
  }

  onResponseStart(
    controller: Undici.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
    statusText = "",
  ): void {
    if (status < 200) {
      this.#checkTime(controller); // interim answers begin undici's own limit anew
      return;
    }
    this.#answerSinceMs = undefined;
    this.#status = status;
    this.#statusText = statusText;
    if (status >= 300) this.#retryAfter = headers["retry-after"]?.toString();
  }

  onResponseData(controller: Undici.DispatchController): void {
    this.#checkTime(controller);
  }

  #checkTime(controller: Undici.DispatchController): void {
    const nowMs = performance.now();
    this.#answerSinceMs ??= nowMs;
    if (nowMs - this.#answerSinceMs > this.#owner.answerMs) controller.abort(new SlowAnswer("answer too slow"));
  }

  onResponseEnd(): void {
    if (this.#status >= 200 && this.#status < 300) {
      this.#owner.succeeded(this);
      return;
    }
    const reason = statusLine({ status: this.#status, statusText: this.#statusText });
    const askedSeconds = retryAfterSeconds(this.#retryAfter, Date.now());
    this.#owner.failed(this, { reason, status: this.#status, kind: "other", retryAfterSeconds: askedSeconds });
  }

  onResponseError(_controller: Undici.DispatchController, error: NodeJS.ErrnoException): void {
    const code = error.code ?? error.name;
    const reason = error instanceof NotConnected ? error.message : (reasons[code] ?? tlsFailure(error, false) ?? code);
    const stale = this.#isWritten && !this.#onFresh && this.#status === 0 && lostConnectionCodes.has(code);
    const kind = stale ? "stale" : reason === "timeout" ? "timeout" : "other";
    this.#owner.failed(this, { reason, status: 0, kind });
  }
}
