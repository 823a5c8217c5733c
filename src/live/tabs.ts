/** The open pages: each gets all that is shown first, then the changes. A page that reads slowly costs no memory: it misses changes. */
import type { Outlet } from "../web/answer.js";

/** Several messages of a moment wait for each other anyway. A server cuts off whoever has some times more of them waiting. */
const MOST_UNREAD_BYTES = 256 * 1024;

export class Tabs {
  /** Whether it has missed a change, and so needs everything. */
  readonly #isBehind = new Map<Outlet, boolean>();

  get count(): number {
    return this.#isBehind.size;
  }

  add(outlet: Outlet, whole: string): void {
    this.#isBehind.set(outlet, false);
    outlet.onEnd(() => this.#isBehind.delete(outlet));
    outlet.write(whole);
  }

  /** `whole` is asked for at most once. */
  send(change: string, whole: () => string): void {
    let written: string | undefined;
    for (const [outlet, isBehind] of this.#isBehind) {
      const isReading = outlet.unreadBytes <= MOST_UNREAD_BYTES;
      this.#isBehind.set(outlet, !isReading);
      if (!isReading) continue;
      if (isBehind) written ??= whole();
      outlet.write(isBehind ? written! : change);
    }
  }

  /** Ends all of them with a last message. */
  end(last: string): void {
    for (const outlet of this.#isBehind.keys()) outlet.end(last);
  }
}
