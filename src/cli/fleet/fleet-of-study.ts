/** The fleet of a study: a study that goes on has as many workers as it had, and none where it had none. */
import { counted } from "../../counted.js";
import { PushbenchError } from "../../errors.js";
import type { Fleet } from "../../fleet/coordinator/fleet.js";
import type { Environment } from "../environment.js";
import { type FleetArguments, fleetOf } from "./open-fleet.js";

export type StudyFleetArguments = Omit<FleetArguments, "generators"> & { generators: number | undefined };

/** How many workers the command line asks for. Undefined: it names no fleet. */
export const workersAsked = ({ fleet, workers }: StudyFleetArguments): number | undefined =>
  fleet === undefined ? undefined : workers;

/** `workers` is what the study began with. Throws PushbenchError where the command line asks for something else. */
export async function fleetOfStudy(
  environment: Environment,
  args: StudyFleetArguments | undefined,
  workers: number | undefined,
  signal: AbortSignal,
): Promise<Fleet | undefined> {
  if (args === undefined) return undefined;
  if (workersAsked(args) !== workers) {
    const [began, hint] =
      workers === undefined
        ? ["with generators of this machine", "Leave --fleet out, or begin a new study."]
        : [
            `on a fleet, with ${counted(workers, "worker")}`,
            `Give --fleet and --workers ${workers}, or begin a new study.`,
          ];
    throw new PushbenchError("usage", `The study began ${began}, and goes on as it began.`, { hint });
  }
  return fleetOf(environment, { ...args, generators: args.generators ?? 1 }, signal);
}
