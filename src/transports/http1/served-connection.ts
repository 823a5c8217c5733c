/**
 * A connection of a node:http server, as a slow sender is recognised on it. Node's own limit on heads is not enough: blank lines
 * between requests are no head to it. It is needed beside this all the same: bytes of a head that came together with the end of a
 * body cannot be told from it here.
 */
import type { Socket } from "node:net";
import type { Awaited, SlowSender } from "./slow-senders.js";

export class ServedConnection implements SlowSender {
  readonly #socket: Socket;
  readonly #cutOff: (socket: Socket, slow: "slow head" | "slow body") => void;
  #state: "rest" | "body" | "close" = "rest";
  /** Requests whose head was read and whose body was not, or not to its end: more than one when they are pipelined. */
  #bodiesOpen = 0;
  /** What had been read when the last request was complete: more than that is a head that has begun. */
  #bytesAtRest = 0;
  waitsEnded = 0;

  constructor(socket: Socket, cutOff: (socket: Socket, slow: "slow head" | "slow body") => void) {
    this.#socket = socket;
    this.#cutOff = cutOff;
  }

  /** Nothing was ever read from it. */
  get isSilent(): boolean {
    return this.#socket.bytesRead === 0;
  }

  get awaited(): Awaited {
    if (this.#state !== "rest") return this.#state;
    if (this.isSilent) return "first byte";
    return this.#socket.bytesRead === this.#bytesAtRest ? "nothing" : "head";
  }

  /** A head was read; its body is next. */
  bodyBegins(): void {
    this.#bodiesOpen++;
    this.#await("body");
  }

  /** Node tells of the head of a pipelined request before it tells of the end of the body in front of it. */
  bodyEnds(): void {
    this.#bodiesOpen--;
    this.#bytesAtRest = this.#socket.bytesRead;
    this.#await(this.#bodiesOpen > 0 ? "body" : "rest");
  }

  /** It was told that this is the end. */
  ending(): void {
    this.#await("close");
  }

  cutOff(slow: "slow head" | "slow body"): void {
    this.#cutOff(this.#socket, slow);
  }

  #await(state: "rest" | "body" | "close"): void {
    this.#state = state;
    this.waitsEnded++;
  }
}
