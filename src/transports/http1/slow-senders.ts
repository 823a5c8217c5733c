/**
 * Time limits on the head and the body of a request, on peers that do not close a refused connection, and on those that never
 * send anything. One timer for all connections, which asks each what it is waited for: a request costs nothing. Limits hold to
 * within two ticks, never early.
 */
import type { Socket } from "node:net";

/** What a connection is waited for: its first byte, nothing, the rest of a head, the rest of a body, to be closed. */
export type Awaited = "first byte" | "nothing" | "head" | "body" | "close";

/** A connection as it is asked at every tick. */
export interface SlowSender {
  readonly awaited: Awaited;
  /** Grows with every wait that ends, so that two waits for the same are told apart. */
  readonly waitsEnded: number;
  /** To answer, if that is still possible, and end the connection. */
  cutOff(slow: "slow head" | "slow body"): void;
}

export interface SlowSenderLimits {
  headMs: number;
  bodyMs: number;
  /** How long a connection may stay that was opened ahead of need. */
  silentMs: number;
}

interface Wait {
  awaited: Awaited;
  waitsEnded: number;
  /** The tick that found it: it began before. */
  foundTick: number;
}

export class SlowSenders {
  readonly #watched = new Map<Socket, { sender: SlowSender; wait: Wait }>();
  readonly #ticksAllowed: Record<Exclude<Awaited, "nothing">, number>;
  readonly #timer: NodeJS.Timeout;
  #tick = 0;

  constructor({ headMs, bodyMs, silentMs }: SlowSenderLimits) {
    const tickMs = tickMsOf(headMs, bodyMs);
    const ticks = (ms: number): number => Math.ceil(ms / tickMs);
    this.#ticksAllowed = {
      head: ticks(headMs),
      body: ticks(bodyMs),
      close: ticks(bodyMs),
      "first byte": ticks(silentMs),
    };
    this.#timer = setInterval(() => this.#sweep(), tickMs).unref();
  }

  /** Until the socket closes. */
  watch(socket: Socket, sender: SlowSender): void {
    this.#watched.set(socket, { sender, wait: { awaited: "nothing", waitsEnded: 0, foundTick: this.#tick } });
    socket.on("close", () => this.#watched.delete(socket));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #sweep(): void {
    this.#tick++;
    for (const [socket, { sender, wait }] of this.#watched) {
      const { awaited, waitsEnded } = sender;
      // While this side does not read, it is not the sender that is slow.
      const isUnread = awaited !== "close" && socket.isPaused();
      if (awaited !== wait.awaited || waitsEnded !== wait.waitsEnded || isUnread) {
        wait.awaited = awaited;
        wait.waitsEnded = waitsEnded;
        wait.foundTick = this.#tick;
      } else if (awaited !== "nothing" && this.#tick - wait.foundTick >= this.#ticksAllowed[awaited]) {
        if (awaited === "head" || awaited === "body") sender.cutOff(`slow ${awaited}`);
        else socket.destroy();
      }
    }
  }
}

/** How often is looked: four times within the shorter limit, at least every second. */
export const tickMsOf = (headMs: number, bodyMs: number): number =>
  Math.max(10, Math.min(headMs / 4, bodyMs / 4, 1000));
