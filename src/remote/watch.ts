/** Watches what becomes of the windows that are played to targets beyond this machine, over all rounds of a run. */
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

  /** To be told of each slice when it is over. Throws PushbenchError remote-given-up when it is enough. */
  take(label: string, outcome: () => WindowOutcome): void {
    const host = this.#hosts.get(label);
    if (host === undefined) return;
    const seen = outcome();
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
