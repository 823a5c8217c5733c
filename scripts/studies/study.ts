/** What the studies' commands have in common: rounds until an hour or a count is reached, then the page. */

import { monotonicNs } from "../../src/clock.js";
import { PushbenchError } from "../../src/errors.js";
import { writeMeasured } from "../../src/files/docs-page.js";
import { choosePinning } from "../../src/machine/cpu-pinning.js";
import { describeMachine } from "../../src/machine/describe-machine.js";
import { transportPackages } from "../../src/transports/registry.js";
import { MS_PER_MINUTE, msToNs } from "../../src/units.js";
import { say } from "../command.js";

export interface StudyPart {
  /** Shown while it is played. */
  name: string;
  play(signal: AbortSignal): Promise<void>;
}

/** Plays the parts that are still missing, in their order, and begins none after so many minutes. Finished parts are kept. */
export async function playParts(parts: readonly StudyPart[], minutes: number): Promise<void> {
  if (!(minutes >= 0)) throw new PushbenchError("usage", `--minutes must be 0 or more, got ${minutes}.`);
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  const endNs = monotonicNs() + msToNs(minutes * MS_PER_MINUTE);
  for (const [i, { name, play }] of parts.entries()) {
    if (interrupt.signal.aborted || monotonicNs() >= endNs) break;
    say(`${i + 1} of ${parts.length} to come: ${name}`);
    await play(interrupt.signal);
  }
}

/** To the terminal, and between the markers of the page where one is named. */
export function publish(text: string, command: string, page: string | undefined): void {
  process.stdout.write(`${text}\n`);
  if (page !== undefined) writeMeasured(page, command, text);
}

export function machineLine(): string {
  const { cpuModel, cpuCount, operatingSystem, node } = describeMachine(choosePinning(), transportPackages);
  return `${cpuModel}, ${cpuCount} CPUs; ${operatingSystem}; Node ${node}.`;
}
