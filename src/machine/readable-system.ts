/** Without /proc, Linux does not even tell a process its own memory, so nothing of a service could be measured. */
import { PushbenchError } from "../errors.js";

/** Throws PushbenchError system-unreadable before anything is run. */
export function requireReadableSystem(readRssBytes: () => number = () => process.memoryUsage.rss()): void {
  try {
    readRssBytes();
  } catch (cause) {
    throw new PushbenchError(
      "system-unreadable",
      `The memory of a process cannot be read: ${(cause as Error).message}.`,
      {
        hint: "Is /proc hidden in this sandbox or container? Mount it (mount -t proc proc /proc), or run outside.",
        cause,
      },
    );
  }
}
