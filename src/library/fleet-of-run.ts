/** The fleet of a program's run. */
import { packageDirectory, packageVersion } from "../files/installed.js";
import type { Fleet } from "../fleet/coordinator/fleet.js";
import { requireGenerators } from "./require-generators.js";

/** Workers on other machines, which play the clients: docs/fleet.md. */
export interface FleetOfRun {
  /** The NATS server where they wait, as --fleet takes it: nats://HOST:4222. */
  url: string;
  /** How many of them play. By default it is one. */
  workers?: number;
  /** The worker on whose host pushbench's services run. It plays no clients. By default they run on this machine. */
  serviceOn?: string;
  /** The file with the token of the fleet. By default the token is in the variable PUSHBENCH_FLEET_TOKEN. */
  tokenFile?: string;
  /** The file with the seed of an nkey, where the NATS server knows users by nkeys. By default it is in PUSHBENCH_NATS_NKEY, if it is needed. */
  nkeyFile?: string;
  /** The address of this machine at which workers reach its services. By default it is the one that the NATS server sees. */
  address?: string;
}

/** Throws PushbenchError. Whoever opened the fleet closes it. */
export async function openFleetOf(
  { url, workers = 1, serviceOn, tokenFile, nkeyFile, address }: FleetOfRun,
  clients: number,
  signal: AbortSignal,
): Promise<Fleet> {
  requireGenerators(workers, clients, "fleet.workers");
  const { openFleet } = await import("../fleet/coordinator/open-fleet.js");
  const pushbenchVersion = packageVersion(packageDirectory);
  const place = { cwd: process.cwd(), env: process.env };
  return openFleet({ url, workers, serviceOn, tokenFile, nkeyFile, address, ...place, pushbenchVersion, signal });
}
