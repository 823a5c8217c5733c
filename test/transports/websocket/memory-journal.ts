import type { Journal, JournalEntry } from "../../../src/transports/transport.js";

/** A journal that outlives its service, as a file would. */
export class MemoryJournal implements Journal {
  readonly #entries: JournalEntry[] = [];

  entries(): Iterable<JournalEntry> {
    return [...this.#entries];
  }
  accepted(client: number, index: number, body: Buffer): void {
    this.#entries.push({ kind: "accepted", client, index, body: Buffer.from(body) });
  }
  settled(client: number, index: number): void {
    this.#entries.push({ kind: "settled", client, index });
  }
  count(kind: JournalEntry["kind"]): number {
    return this.#entries.filter((entry) => entry.kind === kind).length;
  }
}
