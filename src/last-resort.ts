/**
 * Ends a process that cannot go on, even while it is still being loaded. Node's own exit code would be 1, which means a
 * regression.
 */
import { closeSync, writeSync } from "node:fs";
import { systemRefusal } from "./system-refusal.js";

/** This is `failed` of errors.ts. */
const FAILED = 4;
const [STDIN, STDOUT, STDERR] = [0, 1, 2];

export function lastResort(error: unknown): never {
  try {
    writeSync(STDERR, defectText(error));
  } catch {} // nobody is there to hear it
  exit(FAILED);
}

/**
 * Ends the process. Node restores a terminal as it found it, and aborts (SIGABRT) where that terminal has gone. So the terminal is
 * closed first. pushbench changes nothing about a terminal, so nothing must be restored.
 */
export function exit(code: number): never {
  for (const stream of [STDIN, STDOUT, STDERR]) {
    try {
      closeSync(stream);
    } catch {} // it was closed before
  }
  process.exit(code);
}

/** The text of an error for which there is no PushbenchError. */
export function defectText(error: unknown): string {
  const refusal = systemRefusal(error);
  if (refusal !== undefined) return `error: ${refusal}\n`;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${stack}\nerror: this is a defect in pushbench. Please report it with the lines above.\n`;
}
