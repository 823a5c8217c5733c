/** Finds the fleet that the command line names, and takes its workers. NATS is loaded here, and only here, on the coordinator's side. */
import { isIP } from "node:net";
import { PushbenchError } from "../../errors.js";
import { LOOPBACK } from "../../loopback.js";
import { kindOfAddress } from "../../remote/address-kind.js";
import type { Variables } from "../../remote/token.js";
import { natsServer } from "../channel/nats-server.js";
import { nkeySeed } from "../channel/nkey-seed.js";
import { fleetToken } from "../token.js";
import { Fleet } from "./fleet.js";

export interface FleetRequest {
  /** The NATS server, as --fleet names it. */
  url: string;
  workers: number;
  /** Absent: the token is in a variable. */
  tokenFile: string | undefined;
  /** The file with the seed of the coordinator's nkey. Absent: it is in a variable, or the server knows users by something else. */
  nkeyFile?: string | undefined;
  cwd: string;
  /** Where services listen. Absent: at the address of this machine that the NATS server sees. */
  address: string | undefined;
  env: Variables;
  pushbenchVersion: string;
  signal: AbortSignal;
}

export async function openFleet(request: FleetRequest): Promise<Fleet> {
  const { url, workers, tokenFile, nkeyFile, cwd, address, env, pushbenchVersion, signal } = request;
  const server = natsServer(url, "fleet", env, nkeySeed(nkeyFile, cwd, env));
  const token = fleetToken(tokenFile, "fleet-token-file", cwd, env);
  if (address !== undefined && isIP(address) === 0)
    throw new PushbenchError("usage", `--fleet-address: "${address}" is no IP address.`, {
      hint: "Name an address of this machine that every worker reaches: ip address shows them.",
    });
  const { openNats } = await import("../channel/nats.js"); // runs without a fleet never need it
  const bus = await openNats(server, "pushbench coordinator");
  const seen = address ?? bus.ownAddress;
  if (seen === undefined) {
    await bus.close();
    throw new PushbenchError("usage", `${server.shown} does not say which address of this machine it sees.`, {
      hint: "Name one that every worker reaches with --fleet-address.",
    });
  }
  const listensAt = kindOfAddress(seen) === "loopback" ? LOOPBACK : seen;
  return Fleet.of({ bus, token, workers, address: listensAt, pushbenchVersion, signal });
}
