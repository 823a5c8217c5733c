/**
 * Why things went wrong: each reason with its count. Some reasons quote the peer (a status line, a close reason), and a broken or
 * hostile peer may say something else each time. So reasons are kept short, printable and limited in number.
 */
const MOST_REASONS = 100;
const MOST_CHARACTERS = 200;
/** Reasons beyond that number are counted, but not told apart. */
export const OTHER_REASONS = "other reasons, too many to tell apart";

export class Reasons {
  #counts = new Map<string, number>();

  add(reason: string, times = 1): void {
    const known = this.#counts.get(reason);
    if (known !== undefined) this.#counts.set(reason, known + times);
    else this.#addNew(shown(reason), times);
  }

  toRecord(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => a.localeCompare(b)));
  }

  clear(): void {
    this.#counts = new Map();
  }

  #addNew(reason: string, times: number): void {
    const key = this.#counts.has(reason) || this.#counts.size < MOST_REASONS ? reason : OTHER_REASONS;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + times);
  }
}

/** Makes a reason fit into one line of a report: without control characters and line breaks, and not too long. */
function shown(reason: string): string {
  const line = reason.slice(0, 2 * MOST_CHARACTERS).replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ");
  return line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS)}…`;
}
