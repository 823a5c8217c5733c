/**
 * Time limits on the head and the body of a request, and on peers that do not close a refused connection. Node's own
 * limit on heads cannot be used: it takes a connection that has not sent anything yet, opened ahead of need, for one that
 * is slow with its head. One timer for all connections; limits hold to within two ticks, never early.
 */
import type { Socket } from "node:net";

/** What a connection is waited for: nothing, the rest of a head, the rest of a body, to be closed. */
type Awaited = "nothing" | "head" | "body" | "close";

interface Watched {
  awaited: Awaited;
  sinceTick: number;
  /** What had been read when the last request was complete: more than that is a head that has begun. */
  bytesAtRest: number;
}

export interface SlowSenderLimits {
  headMs: number;
  bodyMs: number;
  /** To answer, if that is still possible, and end the connection. */
  cutOff(socket: Socket, slow: "slow head" | "slow body"): void;
}

export class SlowSenders {
  readonly #limits: SlowSenderLimits;
  readonly #watched = new Map<Socket, Watched>();
  readonly #ticksAllowed: Record<Exclude<Awaited, "nothing">, number>;
  readonly #timer: NodeJS.Timeout;
  #tick = 0;

  constructor(limits: SlowSenderLimits) {
    this.#limits = limits;
    const { headMs, bodyMs } = limits;
    const tickMs = Math.max(10, Math.min(headMs / 4, bodyMs / 4, 1000));
    const ticks = (ms: number): number => Math.ceil(ms / tickMs) + 1; // the tick that it begins in does not count
    this.#ticksAllowed = { head: ticks(headMs), body: ticks(bodyMs), close: ticks(bodyMs) };
    this.#timer = setInterval(() => this.#sweep(), tickMs).unref();
  }

  opened(socket: Socket): void {
    this.#watched.set(socket, { awaited: "nothing", sinceTick: this.#tick, bytesAtRest: 0 });
    socket.on("close", () => this.#watched.delete(socket));
  }

  /** A head was read; its body is next. */
  bodyBegins(socket: Socket): void {
    this.#await(socket, "body");
  }

  bodyEnds(socket: Socket): void {
    const watched = this.#await(socket, "nothing");
    if (watched) watched.bytesAtRest = socket.bytesRead;
  }

  /** It was told that this is the end. */
  ending(socket: Socket): void {
    this.#await(socket, "close");
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #await(socket: Socket, awaited: Awaited): Watched | undefined {
    const watched = this.#watched.get(socket);
    if (watched !== undefined) {
      watched.awaited = awaited;
      watched.sinceTick = this.#tick;
    }
    return watched;
  }

  #sweep(): void {
    this.#tick++;
    for (const [socket, watched] of this.#watched) {
      if (watched.awaited === "nothing") {
        if (socket.bytesRead === watched.bytesAtRest) continue;
        watched.awaited = "head";
        // It began before this tick.
        watched.sinceTick = this.#tick - 1;
      }
      if (this.#tick - watched.sinceTick >= this.#ticksAllowed[watched.awaited]) this.#tooLate(socket, watched.awaited);
    }
  }

  #tooLate(socket: Socket, awaited: Exclude<Awaited, "nothing">): void {
    if (awaited === "close") socket.destroy();
    else this.#limits.cutOff(socket, awaited === "head" ? "slow head" : "slow body");
  }
}
