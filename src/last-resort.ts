/** The end of a process that cannot go on, even while it is still being loaded: Node's own would be exit code 1, which means a regression. */
import { closeSync, writeSync } from "node:fs";
import { systemRefusal } from "./system-refusal.js";

/** `failed` of errors.ts. */
const FAILED = 4;
const [STDIN, STDOUT, STDERR] = [0, 1, 2];

export function lastResort(error: unknown): never {
  try {
    writeSync(STDERR, defectText(error));
  } catch {} // nobody is there to hear it
  exit(FAILED);
}

/**
 * Ends the process. Node gives a terminal back as it found it, and aborts (SIGABRT) where that terminal has gone: so it is let go of first.
 * A terminal of which pushbench changed nothing needs nothing given back.
 */
export function exit(code: number): never {
  for (const stream of [STDIN, STDOUT, STDERR]) {
    try {
      closeSync(stream);
    } catch {} // it was closed before
  }
  process.exit(code);
}

/** How an error is told that no PushbenchError tells better. */
export function defectText(error: unknown): string {
  const refusal = systemRefusal(error);
  if (refusal !== undefined) return `error: ${refusal}\n`;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${stack}\nerror: this is a defect in pushbench. Please report it with the lines above.\n`;
}
