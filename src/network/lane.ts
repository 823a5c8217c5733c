/**
 * One direction of one connection: what is read from one socket is written to the other when it is due, in order. It
 * holds little: a reader that is ahead of its writer is paused, as a full window pauses a TCP sender.
 */
import type { Socket } from "node:net";
import type { Clock } from "../clock.js";
import type { Histogram } from "../histogram.js";
import type { NetworkConditions } from "../network-conditions.js";
import { resetConnection } from "../tls/raw-socket.js";
import { msToNs, NS_PER_SECOND } from "../units.js";
import type { Due, LaneQueue } from "./lane-queue.js";

/** At 40 ms round trip that is 50 MB/s. A link that carries less has the short queue of a small router. */
const MOST_HELD_BYTES = 1024 * 1024;
const MOST_HELD_THROTTLED_BYTES = 64 * 1024;
/** A throttled link passes its bytes on in so many pieces per second. */
const PIECES_PER_SECOND = 100;

/** What the lanes of a relay have in common. */
export interface Network {
  conditions: NetworkConditions;
  readonly queue: LaneQueue;
  readonly clock: Clock;
  /** How much longer than asked bytes were held. */
  excessDelay: Histogram;
  /** When a silence ended. What it held back does not count as late. */
  passingSinceNs: number;
}

/** Bytes, or how the source ended, in the order in which they came. */
type Item = Buffer | "end" | "reset";

export class Lane implements Due {
  readonly #network: Network;
  readonly #source: Socket;
  readonly #sink: Socket;
  /** Nothing leaves before this time, because the connection is still being opened. */
  readonly #opensNs: number;
  #items: { item: Item; dueNs: number }[] = [];
  #next = 0;
  #heldBytes = 0;
  #lastDueNs = 0;
  /** When a throttled link has carried all that it was given. */
  #carriedNs = 0;
  #queued = false;
  #sinkFull = false;
  #dead = false;

  constructor(network: Network, source: Socket, sink: Socket, opensNs: number) {
    this.#network = network;
    this.#source = source;
    this.#sink = sink;
    this.#opensNs = opensNs;
    source.on("data", (bytes: Buffer) => this.#read(bytes));
    source.on("end", () => this.#take("end", this.#network.clock()));
    source.on("error", () => this.#take("reset", this.#network.clock()));
    sink.on("drain", () => {
      this.#sinkFull = false;
      this.flush(this.#network.clock());
    });
  }

  due(nowNs: number): void {
    this.#queued = false;
    this.flush(nowNs);
  }

  /** The network forgets this connection: it loses what is on its way and swallows all that comes. */
  die(): void {
    this.#dead = true;
    this.#items = [];
    this.#next = 0;
    this.#heldBytes = 0;
    this.#source.resume();
  }

  /** Passes on what is due, if the network and the sink let it. */
  flush(nowNs: number): void {
    const { cut } = this.#network.conditions;
    while (cut === undefined && !this.#sinkFull && this.#next < this.#items.length) {
      const { item, dueNs } = this.#items[this.#next]!;
      if (dueNs > nowNs) break;
      this.#next++;
      this.#write(item, nowNs - Math.max(dueNs, this.#network.passingSinceNs));
    }
    if (this.#next === this.#items.length) {
      this.#items = [];
      this.#next = 0;
    } else if (cut === undefined && !this.#sinkFull) this.#enqueue();
    if (this.#source.isPaused() && this.#heldBytes <= this.#mostHeldBytes / 2) this.#source.resume();
  }

  get #mostHeldBytes(): number {
    return this.#network.conditions.bytesPerSecond === undefined ? MOST_HELD_BYTES : MOST_HELD_THROTTLED_BYTES;
  }

  #read(bytes: Buffer): void {
    if (this.#dead) return;
    const nowNs = this.#network.clock();
    const { bytesPerSecond } = this.#network.conditions;
    const pieceBytes = bytesPerSecond === undefined ? bytes.length : Math.ceil(bytesPerSecond / PIECES_PER_SECOND);
    for (let at = 0; at < bytes.length; at += pieceBytes) this.#take(bytes.subarray(at, at + pieceBytes), nowNs);
  }

  #take(item: Item, nowNs: number): void {
    if (this.#dead) return;
    const { roundTripMs, bytesPerSecond } = this.#network.conditions;
    let leavesNs = Math.max(nowNs, this.#opensNs);
    if (bytesPerSecond !== undefined && typeof item === "object") {
      this.#carriedNs = Math.max(leavesNs, this.#carriedNs) + (item.length / bytesPerSecond) * NS_PER_SECOND;
      leavesNs = this.#carriedNs;
    }
    // Bytes never overtake what is already on its way, even when the network has become faster meanwhile.
    this.#lastDueNs = Math.max(this.#lastDueNs, leavesNs + msToNs(roundTripMs) / 2);
    this.#items.push({ item, dueNs: this.#lastDueNs });
    if (typeof item === "object") this.#heldBytes += item.length;
    if (this.#lastDueNs <= nowNs) this.flush(nowNs);
    else this.#enqueue();
    if (this.#heldBytes > this.#mostHeldBytes) this.#source.pause();
  }

  #enqueue(): void {
    if (this.#queued) return;
    this.#queued = true;
    this.#network.queue.add(this.#items[this.#next]!.dueNs, this);
  }

  #write(item: Item, lateNs: number): void {
    if (this.#sink.destroyed) return;
    if (item === "end") this.#sink.end();
    else if (item === "reset") resetConnection(this.#sink);
    else {
      this.#heldBytes -= item.length;
      this.#network.excessDelay.record(lateNs);
      this.#sinkFull = !this.#sink.write(item);
    }
  }
}
