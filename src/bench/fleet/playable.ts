/** What a fleet of several machines cannot play: whatever listens on this machine's loopback alone. */
import { type Problem, PushbenchError } from "../../errors.js";
import type { Fleet } from "../../fleet/coordinator/fleet.js";
import { isLoopback } from "../../loopback.js";
import { addressOf, labelOf } from "../../result/result.js";
import { isStarted } from "../../result/service-source.js";
import type { Scenario } from "../../scenario/load.js";
import type { Securities } from "../../services/securities.js";

/** Throws PushbenchError fleet-unplayable. */
export function requirePlayableByFleet(
  { approaches }: Pick<Scenario, "approaches">,
  { address, isOnLoopback }: Pick<Fleet, "address" | "isOnLoopback">,
  securities: Securities,
): void {
  if (isOnLoopback) return;
  const problems: Problem[] = [];
  const refuse = (at: string, message: string): void => void problems.push({ at, message });
  for (const approach of approaches) {
    const at = `approaches.${approach.name}`;
    const { service } = approach;
    if (service === undefined) {
      if (securities.has(labelOf(addressOf(approach))))
        refuse(at, "the certificates that are made for a run name the loopback alone, so nothing is encrypted yet");
    } else if (isStarted(service)) {
      refuse(at, "a service that a command starts listens on this machine's loopback, which no worker reaches");
    } else if (isLoopback(new URL(service.url).hostname)) {
      refuse(at, `${service.url} is this machine's loopback: name an address that workers reach`);
    }
  }
  if (problems.length === 0) return;
  throw new PushbenchError("fleet-unplayable", `A fleet whose services listen on ${address} cannot play this`, {
    problems,
    hint: "Choose other --approaches, leave out what is listed, or play it without --fleet. docs/fleet.md has the limits.",
  });
}
