/**
 * Time limits on the head and the body of a request, on peers that do not close a refused connection, and on those that never
 * send anything. Node's own limit on heads is not enough: blank lines between requests are no head to it. It is needed beside
 * this all the same: bytes of a head that came together with the end of a body cannot be told from it here (`isSilent`). One
 * timer for all connections; limits hold to within two ticks, never early.
 */
import type { Socket } from "node:net";

/** What a connection is waited for: its first byte, nothing, the rest of a head, the rest of a body, to be closed. */
type Awaited = "first byte" | "nothing" | "head" | "body" | "close";

interface Watched {
  awaited: Awaited;
  sinceTick: number;
  /** Requests whose head was read and whose body was not, or not to its end: more than one when they are pipelined. */
  bodiesOpen: number;
  /** What had been read when the last request was complete: more than that is a head that has begun. */
  bytesAtRest: number;
}

export interface SlowSenderLimits {
  headMs: number;
  bodyMs: number;
  /** How long a connection may stay that was opened ahead of need. */
  silentMs: number;
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
    const { headMs, bodyMs, silentMs } = limits;
    const tickMs = tickMsOf(headMs, bodyMs);
    const ticks = (ms: number): number => Math.ceil(ms / tickMs) + 1; // the tick that it begins in does not count
    this.#ticksAllowed = {
      head: ticks(headMs),
      body: ticks(bodyMs),
      close: ticks(bodyMs),
      "first byte": ticks(silentMs),
    };
    this.#timer = setInterval(() => this.#sweep(), tickMs).unref();
  }

  opened(socket: Socket): void {
    this.#watched.set(socket, { awaited: "first byte", sinceTick: this.#tick, bodiesOpen: 0, bytesAtRest: 0 });
    socket.on("close", () => this.#watched.delete(socket));
  }

  /** Nothing was ever read from it. */
  isSilent(socket: Socket): boolean {
    return socket.bytesRead === 0;
  }

  /** A head was read; its body is next. */
  bodyBegins(socket: Socket): void {
    const watched = this.#await(socket, "body");
    if (watched) watched.bodiesOpen++;
  }

  /**
   * Node tells of the head of a pipelined request before it tells of the end of the body in front of it. `unparsedBytes`: were
   * read behind this body and not looked at yet.
   */
  bodyEnds(socket: Socket, unparsedBytes = 0): void {
    const watched = this.#watched.get(socket);
    if (watched === undefined) return;
    watched.bodiesOpen--;
    watched.bytesAtRest = socket.bytesRead - unparsedBytes;
    this.#await(socket, watched.bodiesOpen > 0 ? "body" : "nothing");
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
      if (watched.awaited === "nothing" || watched.awaited === "first byte") {
        if (socket.bytesRead === watched.bytesAtRest) {
          if (watched.awaited === "first byte" && this.#isLate(watched)) socket.destroy();
          continue;
        }
        watched.awaited = "head";
        // It began before this tick.
        watched.sinceTick = this.#tick - 1;
      }
      // While this side does not read, it is not the sender that is slow.
      if (watched.awaited !== "close" && socket.isPaused()) watched.sinceTick = this.#tick;
      else if (this.#isLate(watched)) this.#tooLate(socket, watched.awaited);
    }
  }

  #isLate({ awaited, sinceTick }: Watched): boolean {
    return awaited !== "nothing" && this.#tick - sinceTick >= this.#ticksAllowed[awaited];
  }

  #tooLate(socket: Socket, awaited: Awaited): void {
    if (awaited === "close") socket.destroy();
    else this.#limits.cutOff(socket, awaited === "head" ? "slow head" : "slow body");
  }
}

/** How often is looked: four times within the shorter limit, at least every second. */
export const tickMsOf = (headMs: number, bodyMs: number): number =>
  Math.max(10, Math.min(headMs / 4, bodyMs / 4, 1000));
