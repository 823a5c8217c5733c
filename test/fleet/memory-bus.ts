/** A bus within this process: subjects without wildcards, and messages that can be lost. */
import type { Bus, Heard } from "../../src/fleet/channel/bus.js";

export class MemoryBus implements Bus {
  readonly maxPayloadBytes: number;
  readonly ownAddress = "127.0.0.1";
  readonly lastProblem = undefined;
  readonly closed = new Promise<void>(() => {});
  readonly #heard = new Map<string, Set<Heard>>();
  /** Messages that are under way. Absent: they arrive by themselves. */
  readonly #underWay: [subject: string, data: Uint8Array][] = [];
  readonly #isManual: boolean;
  /** Every message that was published, for whoever wants to send one again. */
  readonly published: [subject: string, data: Uint8Array][] = [];
  /** Nothing arrives while the server is away. */
  isAway = false;

  constructor({ maxPayloadBytes = 2 ** 20, isManual = false }: { maxPayloadBytes?: number; isManual?: boolean } = {}) {
    this.maxPayloadBytes = maxPayloadBytes;
    this.#isManual = isManual;
  }

  publish(subject: string, data: Uint8Array): void {
    if (data.length > this.maxPayloadBytes) throw new Error(`${data.length} bytes are too many`);
    this.published.push([subject, data]);
    if (this.isAway) return;
    this.#underWay.push([subject, data]);
    if (!this.#isManual) setImmediate(() => this.deliver());
  }

  /** Lets what is under way arrive, but for those of which `isLost` says so. The answer is how many messages there were. */
  deliver(isLost: (position: number) => boolean = () => false): number {
    const messages = this.#underWay.splice(0);
    for (const [position, [subject, data]] of messages.entries()) {
      if (isLost(position)) continue;
      for (const heard of this.#heard.get(subject) ?? []) heard(data, () => {});
    }
    return messages.length;
  }

  subscribe(subject: string, heard: Heard): () => void {
    const all = this.#heard.get(subject) ?? new Set();
    this.#heard.set(subject, all.add(heard));
    return () => void all.delete(heard);
  }

  async request(subject: string, data: Uint8Array): Promise<Uint8Array | undefined> {
    return (await this.gather(subject, data))[0];
  }

  async gather(subject: string, data: Uint8Array): Promise<Uint8Array[]> {
    const answers: Uint8Array[] = [];
    if (this.isAway) return answers;
    for (const heard of this.#heard.get(subject) ?? []) heard(data, (answer) => answers.push(answer));
    return answers;
  }

  async close(): Promise<void> {}
}
