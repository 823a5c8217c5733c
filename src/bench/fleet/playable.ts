/**
 * What a fleet cannot play: where it has several machines, whatever listens on this machine's loopback alone; and where its services are on
 * a worker's host, whatever is on this machine alone.
 */
import { type Problem, PushbenchError } from "../../errors.js";
import type { Fleet } from "../../fleet/coordinator/fleet.js";
import { isLoopback } from "../../loopback.js";
import { isStarted } from "../../result/service-source.js";
import type { Scenario } from "../../scenario/load.js";
import { usesRelay } from "../relay-process.js";

type Asked = Pick<Scenario, "approaches" | "faults" | "network">;
type Refuse = (at: string, message: string) => void;

/** Throws PushbenchError fleet-unplayable. */
export function requirePlayableByFleet(
  asked: Asked,
  { address, isOnLoopback, serviceOn }: Pick<Fleet, "address" | "isOnLoopback" | "serviceOn">,
): void {
  const problems: Problem[] = [];
  const refuse: Refuse = (at, message) => void problems.push({ at, message });
  if (serviceOn !== undefined) refuseOnHost(asked, isOnLoopback, refuse);
  if (!isOnLoopback) refuseBeyondLoopback(asked, refuse);
  if (problems.length === 0) return;
  const where = serviceOn === undefined ? `on ${address}` : `on worker ${serviceOn}, at ${address},`;
  throw new PushbenchError("fleet-unplayable", `A fleet whose services listen ${where} cannot play this`, {
    problems,
    hint: "Choose other --approaches, leave out what is listed, or play it without --fleet. docs/fleet.md has the limits.",
  });
}

function refuseOnHost(asked: Asked, isOnLoopback: boolean, refuse: Refuse): void {
  if (usesRelay(asked) && !isOnLoopback)
    refuse("network", "the relay is on this machine, which the way from the clients to the services does not touch");
  for (const { name, arm, service } of asked.approaches)
    if (arm !== undefined && service === undefined)
      refuse(`approaches.${name}`, "the versions that are compared are installed on this machine alone");
}

function refuseBeyondLoopback({ approaches }: Asked, refuse: Refuse): void {
  for (const approach of approaches) {
    const at = `approaches.${approach.name}`;
    const { service } = approach;
    if (service === undefined) continue;
    if (isStarted(service)) {
      refuse(at, "a service that a command starts listens on this machine's loopback, which no worker reaches");
    } else if (isLoopback(new URL(service.url).hostname)) {
      refuse(at, `${service.url} is this machine's loopback: name an address that workers reach`);
    }
  }
}
