/** The signals that ask a run to end, and the end of a process that has nothing to clean up yet, or no longer. */
import { writeSync } from "node:fs";
import { exit } from "./last-resort.js";

/** They come from Ctrl-C, from Ctrl-\, from a system that asks for the end, and from a closed terminal or SSH session. */
export const interrupts = ["SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP"] as const;

/** This is `interrupted` of errors.ts. */
const INTERRUPTED = 130;

/**
 * All signals give the same exit code, from the first line on; their own would be 129, 131 or 143. Other listeners act in
 * their own way.
 */
export function endWhenInterrupted(): void {
  for (const signal of interrupts) {
    process.on(signal, () => {
      if (process.listenerCount(signal) > 1) return;
      try {
        writeSync(process.stderr.fd, "error: The run was interrupted.\n");
      } catch {} // the terminal is gone
      exit(INTERRUPTED);
    });
  }
}
