/** The fleet of the command line, if it names one. */
import { PushbenchError } from "../../errors.js";
import { packageVersion } from "../../files/installed.js";
import type { Fleet } from "../../fleet/coordinator/fleet.js";
import { requireWorkerName } from "../../fleet/protocol.js";
import type { Environment } from "../environment.js";

export interface FleetArguments {
  fleet: string | undefined;
  workers: number;
  serviceOn: string | undefined;
  fleetTokenFile: string | undefined;
  fleetAddress: string | undefined;
  natsNkeyFile: string | undefined;
  generators: number;
}

export async function fleetOf(
  { cwd, env, packageDirectory }: Environment,
  args: FleetArguments,
  signal: AbortSignal,
): Promise<Fleet | undefined> {
  const { fleet: url, workers, serviceOn, fleetAddress: address } = args;
  const { fleetTokenFile: tokenFile, natsNkeyFile: nkeyFile } = args;
  if (url === undefined) {
    if (workers === 1 && [serviceOn, tokenFile, address, nkeyFile].every((one) => one === undefined)) return undefined;
    throw new PushbenchError(
      "usage",
      "--workers, --service-on, --fleet-token-file, --fleet-address and --nats-nkey-file say nothing without --fleet.",
      {
        hint: "Name the NATS server of the fleet: --fleet nats://HOST:4222. docs/fleet.md says how to start one.",
      },
    );
  }
  if (args.generators !== 1)
    throw new PushbenchError("usage", "--generators is for this machine, and with --fleet its workers play.", {
      hint: "Say how many with --workers. Several workers may run on one machine.",
    });
  if (serviceOn !== undefined) requireServiceOn(serviceOn, address);
  const { openFleet } = await import("../../fleet/coordinator/open-fleet.js");
  const pushbenchVersion = packageVersion(packageDirectory);
  const asked = { url, workers, serviceOn, tokenFile, nkeyFile, address };
  return openFleet({ ...asked, cwd, env, pushbenchVersion, signal });
}

/** Throws PushbenchError usage. */
function requireServiceOn(worker: string, address: string | undefined): void {
  requireWorkerName(worker, "--service-on");
  if (address === undefined) return;
  throw new PushbenchError(
    "usage",
    "--fleet-address is for services on this machine, and --service-on has them elsewhere.",
    { hint: "A worker says where others reach it: pushbench worker --address." },
  );
}
