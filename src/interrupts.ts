/** What asks a run to end, and the end of a process that has nothing to end yet, or nothing any more. */
import { writeSync } from "node:fs";
import { exit } from "./last-resort.js";

/** Ctrl-C; Ctrl-\; the end that a system asks for; a terminal or an SSH session that is closed. */
export const interrupts = ["SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP"] as const;

/** `interrupted` of errors.ts. */
const INTERRUPTED = 130;

/** One exit code for all, from the first line on: a signal's own would be 129, 131 or 143. Whoever else listens has its own way. */
export function endWhenInterrupted(): void {
  for (const signal of interrupts) {
    process.on(signal, () => {
      if (process.listenerCount(signal) > 1) return;
      try {
        writeSync(process.stderr.fd, "error: The run was interrupted.\n");
      } catch {} // a terminal that is gone
      exit(INTERRUPTED);
    });
  }
}
