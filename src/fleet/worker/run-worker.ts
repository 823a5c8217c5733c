/** The program of a worker: connects to NATS, waits for runs and plays them until it is told to end. */
import { promises as dns } from "node:dns";
import { isIP } from "node:net";
import { PushbenchError } from "../../errors.js";
import { LOOPBACK } from "../../loopback.js";
import { kindOfAddress } from "../../remote/address-kind.js";
import { parseHost } from "../../remote/consent.js";
import type { NatsServer } from "../channel/nats-server.js";
import { startClockResponder } from "../clock/clock-responder.js";
import type { Limits } from "../protocol.js";
import { FleetWorker } from "./fleet-worker.js";

export interface WorkerRequest {
  server: NatsServer;
  name: string;
  token: string;
  pushbenchVersion: string;
  generatorEntry: string;
  /** Absent: no services are started on this host. */
  serviceEntry?: string;
  cpus: readonly number[];
  limits: Limits;
  /** The address of this host at which others reach it. Absent: the one that the NATS server sees. */
  address: string | undefined;
  /** The UDP port at which the coordinator asks for the time. 0: the system chooses one. */
  clockPort: number;
  /** Names or addresses. */
  allowTargets: readonly string[];
  say(line: string): void;
  /** Resolves when the worker is told to end. */
  told: Promise<void>;
}

export async function runWorker(request: WorkerRequest): Promise<void> {
  const { server, name, say, told, allowTargets, token, pushbenchVersion, generatorEntry, cpus, limits, clockPort } =
    request;
  const { serviceEntry } = request;
  if (request.address !== undefined) requireAddress(request.address);
  const targets = await addressesOfTargets(allowTargets);
  const { openNats } = await import("../channel/nats.js");
  const bus = await openNats(server, `pushbench worker ${name}`);
  const own = request.address ?? bus.ownAddress;
  const listenOn = own === undefined || kindOfAddress(own) === "loopback" ? LOOPBACK : own;
  const clock = await startClockResponder({ address: listenOn, port: clockPort, token }).catch(async (error) => {
    await bus.close();
    throw error;
  });
  const clockAt = { address: listenOn, port: clock.port };
  const options = { bus, name, token, pushbenchVersion, generatorEntry, cpus, limits, targets, listenOn, clockAt, say };
  const worker = new FleetWorker({ ...options, ...(serviceEntry !== undefined && { serviceEntry }) });
  say(`Worker ${name} waits for runs at ${server.shown}. Ctrl-C ends it.`);
  const isTold = await Promise.race([told.then(() => true), bus.closed.then(() => false)]);
  await worker.close();
  await clock.close();
  await bus.close();
  if (isTold) return;
  throw new PushbenchError(
    "fleet-unreachable",
    `The NATS server ${server.shown} has ended the connection for good: ${bus.lastProblem ?? "it did not say why"}`,
    { hint: "Start the worker again once the server takes it." },
  );
}

function requireAddress(address: string): void {
  if (isIP(address) !== 0) return;
  throw new PushbenchError("usage", `--address: "${address}" is no IP address.`, {
    hint: "Name an address of this machine that the others of the fleet reach: ip address shows them.",
  });
}

/** Names are resolved once, so that none can lead elsewhere later. */
async function addressesOfTargets(targets: readonly string[]): Promise<Set<string>> {
  const all = await Promise.all(
    targets.map(async (target) => {
      const bare = parseHost(target).replace(/^\[(.*)\]$/, "$1"); // an IPv6 address has brackets in a URL only
      if (isIP(bare) !== 0) return [bare];
      try {
        return (await dns.lookup(bare, { all: true })).map(({ address }) => address);
      } catch (cause) {
        throw new PushbenchError("usage", `--allow-target: ${target} has no address: ${(cause as Error).message}`, {
          hint: "Name a host or an address, without scheme and port.",
          cause,
        });
      }
    }),
  );
  return new Set(all.flat());
}
