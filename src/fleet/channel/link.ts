/**
 * Messages between a coordinator and a worker, in order and each once, over a bus that loses what is sent while its server is away.
 * Both sides beat: a beat says how much has arrived, and whoever has sent more and hears of no progress sends it again.
 */
import { deserialize, serialize } from "node:v8";
import type { Bus } from "./bus.js";
import { FRAME_HEAD_BYTES, type Frame, opened, type Side, sealed } from "./frames.js";

export const BEAT_MS = 500;
/** What had no progress for so long is sent again. */
const RESEND_MS = 2 * BEAT_MS;
/** The parts of a message: small enough for any server, and so large that there are few. */
const MOST_PART_BYTES = 512 * 2 ** 10;
/** How many parts are under way at most: a server drops whoever does not read as fast as others send. */
const WINDOW_PARTS = 32;
/** After so many parts, what has arrived is told at once rather than with the next beat. */
const TELL_EVERY_PARTS = 8;

export interface LinkOptions {
  bus: Pick<Bus, "publish" | "subscribe" | "maxPayloadBytes">;
  /** The side at this end. */
  side: Side;
  key: Buffer;
  /** The subjects of this side's frames, and of the other's. */
  to: string;
  from: string;
  heard(message: unknown): void;
  nowMs?: () => number;
}

export class Link {
  readonly #options: LinkOptions;
  readonly #other: Side;
  readonly #nowMs: () => number;
  readonly #partBytes: number;
  readonly #stopListening: () => void;
  readonly #beating: NodeJS.Timeout;
  /** Parts of which the other side has not said yet that they arrived. The first `#underWay` of them were published. */
  #unacknowledged: Frame[] = [];
  #underWay = 0;
  #lastNumber = 0;
  /** When the other side last said that something arrived, or when the oldest part under way was sent. */
  #movedAtMs: number;
  #beats = 0;
  #heardBeats = 0;
  /** How many parts of the other side have arrived. */
  #arrived = 0;
  #parts: Uint8Array[] = [];
  /** When the other side last gave a sign of life that nobody else can have given, by `nowMs`. */
  heardAtMs: number;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#other = options.side === "worker" ? "coordinator" : "worker";
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#partBytes = Math.min(MOST_PART_BYTES, options.bus.maxPayloadBytes - FRAME_HEAD_BYTES);
    this.#movedAtMs = this.#nowMs();
    this.heardAtMs = this.#nowMs();
    this.#stopListening = options.bus.subscribe(options.from, (data) => this.#take(data));
    this.#beating = setInterval(() => this.beat(), BEAT_MS);
    this.#beating.unref();
  }

  send(message: unknown): void {
    const bytes = serialize(message);
    for (let at = 0; at < bytes.length; at += this.#partBytes) {
      const content = bytes.subarray(at, at + this.#partBytes);
      const kind = at + this.#partBytes < bytes.length ? "part" : "last-part";
      this.#unacknowledged.push({ kind, number: ++this.#lastNumber, content });
    }
    this.#publishMore();
  }

  /** Says that this side lives, and what has arrived. It happens by itself every BEAT_MS. */
  beat(): void {
    const content = Buffer.alloc(8);
    content.writeBigUInt64BE(BigInt(this.#arrived));
    this.#publish({ kind: "beat", number: ++this.#beats, content });
  }

  /** What was sent and has not arrived may be lost. */
  close(): void {
    clearInterval(this.#beating);
    this.#stopListening();
  }

  #publish(frame: Frame): void {
    const { bus, key, side, to } = this.#options;
    bus.publish(to, sealed(key, side, frame));
  }

  #publishMore(): void {
    if (this.#underWay === 0) this.#movedAtMs = this.#nowMs();
    while (this.#underWay < Math.min(this.#unacknowledged.length, WINDOW_PARTS))
      this.#publish(this.#unacknowledged[this.#underWay++]!);
  }

  #take(data: Uint8Array): void {
    const frame = opened(this.#options.key, this.#other, data);
    if (frame === undefined) return; // somebody else's: whoever can publish here must not be able to end a run
    if (frame.kind === "beat") {
      if (frame.number <= this.#heardBeats || frame.content.length !== 8) return; // an old one, sent again by somebody
      this.#heardBeats = frame.number;
      this.heardAtMs = this.#nowMs();
      this.#acknowledged(Number(Buffer.from(frame.content).readBigUInt64BE()));
      return;
    }
    if (frame.number !== this.#arrived + 1) return; // it was there already, or one before it was lost and is sent again
    this.#arrived = frame.number;
    this.heardAtMs = this.#nowMs();
    this.#parts.push(frame.content);
    if (this.#arrived % TELL_EVERY_PARTS === 0) this.beat();
    if (frame.kind === "part") return;
    const bytes = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#options.heard(deserialize(bytes));
  }

  #acknowledged(arrived: number): void {
    const count = this.#unacknowledged.findIndex(({ number }) => number > arrived);
    const done = count === -1 ? this.#unacknowledged.length : count;
    if (done > 0) {
      this.#unacknowledged = this.#unacknowledged.slice(done);
      this.#underWay = Math.max(0, this.#underWay - done);
      this.#movedAtMs = this.#nowMs();
    } else if (this.#underWay > 0 && this.#nowMs() - this.#movedAtMs >= RESEND_MS) {
      this.#underWay = 0; // all of them go out again
    }
    this.#publishMore();
  }
}
