/** Without /proc, Linux does not even tell a process its own memory, so nothing of a service could be measured. */
import { PushbenchError } from "../errors.js";
import { canReadGroups } from "./process-group.js";

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

/** The same of processes that another process started: commands of the user's own are watched and ended through /proc. */
export function requireReadableGroups(canRead: () => boolean = canReadGroups): void {
  if (canRead()) return;
  throw new PushbenchError(
    "system-unreadable",
    "Processes that a command starts cannot be found: this system has no /proc.",
    {
      hint: "Services of your own are started on Linux only. Elsewhere start it yourself, and give its URL: service: { url: … }.",
    },
  );
}
