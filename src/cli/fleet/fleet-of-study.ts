/** The fleet of a study: a study that goes on has as many workers as it had, and none where it had none, and its services where they were. */
import { counted } from "../../counted.js";
import { PushbenchError } from "../../errors.js";
import type { Fleet } from "../../fleet/coordinator/fleet.js";
import type { Environment } from "../environment.js";
import { type FleetArguments, fleetOf } from "./open-fleet.js";

export type StudyFleetArguments = Omit<FleetArguments, "generators"> & { generators: number | undefined };

/** What a study's record says of its fleet: how many workers play clients, and on whose host the services are. */
export interface FleetAsked {
  /** Undefined: there is no fleet. */
  workers?: number | undefined;
  /** Undefined: the services are on the coordinator's machine. */
  serviceOn?: string | undefined;
}

/** What the command line asks for. */
export const fleetAsked = ({ fleet, workers, serviceOn }: StudyFleetArguments): FleetAsked =>
  fleet === undefined ? { workers: undefined, serviceOn: undefined } : { workers, serviceOn };

/** `began` is what the study began with. Throws PushbenchError where the command line asks for something else. */
export async function fleetOfStudy(
  environment: Environment,
  args: StudyFleetArguments | undefined,
  { workers, serviceOn }: FleetAsked,
  signal: AbortSignal,
): Promise<Fleet | undefined> {
  if (args === undefined) return undefined;
  const asked = fleetAsked(args);
  if (asked.workers !== workers || asked.serviceOn !== serviceOn) {
    const [on, service] =
      serviceOn !== undefined
        ? [` and its services on worker ${serviceOn}`, `, and --service-on ${serviceOn}`]
        : ["", asked.serviceOn === undefined ? "" : ", and no --service-on"];
    const [began, hint] =
      workers === undefined
        ? ["with generators of this machine", "Leave --fleet out, or begin a new study."]
        : [
            `on a fleet, with ${counted(workers, "worker")}${on}`,
            `Give --fleet and --workers ${workers}${service}, or begin a new study.`,
          ];
    throw new PushbenchError("usage", `The study began ${began}, and goes on as it began.`, { hint });
  }
  return fleetOf(environment, { ...args, generators: args.generators ?? 1 }, signal);
}
