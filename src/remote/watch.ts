/** Watches what becomes of the windows that are played to targets beyond this machine, over all rounds of a run. */

import type { Observations } from "../collectors/observations.js";
import { Reasons } from "../collectors/reasons.js";
import { PushbenchError } from "../errors.js";
import { chiefReason, failedWindows, MOST_FAILED_WINDOWS, type WindowOutcome } from "./give-up.js";

export class RemoteWatch {
  readonly #hosts: ReadonlyMap<string, string>;
  readonly #failed = new Map<string, number>();

  /** `hosts` has the labels of the approaches whose targets lie beyond this machine. */
  constructor(hosts: ReadonlyMap<string, string>) {
    this.#hosts = hosts;
  }

  isRemote(label: string): boolean {
    return this.#hosts.has(label);
  }

  /** To be told what all processes saw in each slice. Throws PushbenchError remote-given-up when it is enough. */
  take(label: string, seenBy: readonly Observations[]): void {
    const host = this.#hosts.get(label);
    if (host === undefined) return;
    const seen = outcomeOf(seenBy);
    const failed = failedWindows(this.#failed.get(label) ?? 0, seen);
    this.#failed.set(label, failed);
    if (failed < MOST_FAILED_WINDOWS) return;
    throw new PushbenchError(
      "remote-given-up",
      `${host} (${label}) was given up after ${MOST_FAILED_WINDOWS} windows of nothing but errors. The last were: ${chiefReason(seen)}.`,
      { hint: "Look at what the service says about it. Until it works, nothing more is sent to it." },
    );
  }
}

function outcomeOf(seenBy: readonly Observations[]): WindowOutcome {
  const reasons = new Reasons();
  for (const seen of seenBy) for (const [reason, times] of Object.entries(seen.reasons)) reasons.add(reason, times);
  const sum = (kind: "begun" | "acked" | "delivered"): number =>
    seenBy.reduce((events, seen) => events + seen[kind].index.length, 0);
  return { begun: sum("begun"), succeeded: sum("acked") + sum("delivered"), reasons: reasons.toRecord() };
}
