/** What a worker lets a run do with it. Its own configuration decides, whatever the coordinator asks for. */
import { BlockList, isIP } from "node:net";
import { PushbenchError } from "../../errors.js";
import type { Schedule } from "../../executors/schedule.js";
import type { ScheduleShare } from "../../executors/share.js";
import type { SideRequest } from "../../generators/side-request.js";
import { kindOfAddress } from "../../remote/address-kind.js";
import type { StartRequest } from "../../services/service-entry.js";
import { addressesOf } from "../../transports/endpoint.js";
import type { Subscriber } from "../../transports/transport.js";
import { NS_PER_SECOND } from "../../units.js";
import type { Limits } from "../protocol.js";

export interface GuardOptions {
  worker: string;
  limits: Limits;
  /** Addresses that this worker's own configuration allows. */
  targets: ReadonlySet<string>;
  /** Where the run's services listen, as the coordinator's signed request says. */
  servicesAt: string;
}

/** Calls that carry what is limited, as they come from the coordinator. */
interface Asked {
  addSide: Pick<SideRequest, "endpoint" | "clients">;
  load: { shares: Record<string, ScheduleShare>; windowPerClient?: number };
}

/** The same of services that it hosts. */
interface AskedOfService {
  start: Pick<StartRequest, "topology">;
  subscribe: readonly Subscriber[];
  load: { schedules: Record<string, Pick<Schedule, "dueNs">> };
}

export class Guard {
  readonly #options: GuardOptions;
  #clients = 0;
  /** Of each hosted service, those that connect to it. One that succeeds another has the same name. */
  readonly #clientsOf = new Map<string, number>();
  /** Hosts of the fleet. */
  readonly #hosts = new Set<string>();

  constructor(options: GuardOptions) {
    this.#options = options;
    this.allowHosts([options.servicesAt]);
  }

  /** Clients of an earlier round are gone. */
  beginRound(): void {
    this.#clients = 0;
    this.#clientsOf.clear();
  }

  /** Of the fleet's hosts, as the coordinator says, those that are nobody's on the internet. */
  allowHosts(addresses: readonly string[]): void {
    for (const address of addresses) if (isPrivate(address)) this.#hosts.add(address);
  }

  /** Throws PushbenchError fleet-refused. */
  check(method: string, params: unknown): void {
    if (method === "addSide") this.#checkSide(params as Asked["addSide"]);
    else if (method === "load") this.#checkLoad(params as Asked["load"]);
  }

  /** The same of a service that it hosts: clients that connect to it count as its own, and so do events that begin in it. */
  checkService(name: string, method: string, params: unknown): void {
    if (method === "start") {
      this.#clientsOf.set(name, (params as AskedOfService["start"]).topology.clients);
      this.#requireFewClients();
    } else if (method === "subscribe")
      for (const subscriber of params as AskedOfService["subscribe"])
        for (const { host } of addressesOf(subscriber)) this.#requireAllowed(host);
    else if (method === "load")
      this.#requireRate(
        Object.values((params as AskedOfService["load"]).schedules).map(({ dueNs }) =>
          mostWithin(dueNs.length, (k) => dueNs[k]!),
        ),
      );
  }

  /** Throws PushbenchError fleet-refused. */
  refuseToHost(): never {
    return this.#refuse("hosts no services", HOW_TO_HOST);
  }

  #checkSide({ endpoint, clients }: Asked["addSide"]): void {
    for (const { host } of addressesOf(endpoint)) this.#requireAllowed(host);
    this.#clients += clients.length;
    this.#requireFewClients();
  }

  #requireFewClients(): void {
    const { maxClients = Number.POSITIVE_INFINITY } = this.#options.limits;
    const clients = [...this.#clientsOf.values()].reduce((sum, one) => sum + one, this.#clients);
    if (clients > maxClients)
      this.#refuse(
        `plays ${maxClients} clients at most, but the run asks for ${clients} or more, of all approaches together`,
        "Take fewer clients or approaches, more workers, or start the worker with a higher --max-clients.",
      );
  }

  #checkLoad({ shares, windowPerClient }: Asked["load"]): void {
    const { maxEvents } = this.#options.limits;
    if (maxEvents === undefined) return;
    if (windowPerClient !== undefined)
      this.#refuse(
        `begins ${maxEvents} events per second at most, and a closed loop has no rate that could be held to that`,
        "Choose arrivals with a rate, or start the worker without --max-events.",
      );
    this.#requireRate(Object.values(shares).map(mostWithinSecond));
  }

  /** The most events within a second that each phase has. */
  #requireRate(ofPhases: readonly number[]): void {
    const { maxEvents = Number.POSITIVE_INFINITY } = this.#options.limits;
    const most = Math.max(...ofPhases);
    if (most > maxEvents)
      this.#refuse(
        `begins ${maxEvents} events per second at most, but the run has ${most} within a second for it`,
        "Lower the rate, take more workers, or start the worker with a higher --max-events. A warm-up raises low rates: run.start=cold has none.",
      );
  }

  #requireAllowed(host: string): void {
    if (isIP(host) !== 0 && kindOfAddress(host) === "loopback") return;
    if (host === "localhost" || this.#options.targets.has(host) || this.#hosts.has(host)) return;
    this.#refuse(
      `may not play against ${host}`,
      `If that host is yours, start the worker with --allow-target ${host}.`,
    );
  }

  #refuse(what: string, hint: string): never {
    throw new PushbenchError("fleet-refused", `Worker ${this.#options.worker} ${what}.`, { hint });
  }
}

export const HOW_TO_HOST = "Start it with --host-services, or name another worker with --service-on.";

const privateNetworks = new BlockList();
for (const [network, bits] of [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["169.254.0.0", 16],
  ["100.64.0.0", 10], // between a provider and its customers (RFC 6598); overlay networks use it, too
] as const)
  privateNetworks.addSubnet(network, bits, "ipv4");
for (const [network, bits] of [
  ["fc00::", 7],
  ["fe80::", 10],
] as const)
  privateNetworks.addSubnet(network, bits, "ipv6");

/** Whether an address belongs to nobody on the internet. */
export const isPrivate = (address: string): boolean =>
  isIP(address) !== 0 && privateNetworks.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");

/** The most events of its own that a share has within any second. */
export function mostWithinSecond({ own, columns }: ScheduleShare): number {
  const { dueNs } = columns;
  const isWhole = dueNs.length !== own.length;
  return mostWithin(own.length, (k) => dueNs[isWhole ? own[k]! : k]!);
}

/** Of so many times in their order, the most within any second. */
function mostWithin(count: number, due: (k: number) => number): number {
  let most = 0;
  let first = 0;
  for (let k = 0; k < count; k++) {
    while (due(k) - due(first) >= NS_PER_SECOND) first++;
    most = Math.max(most, k - first + 1);
  }
  return most;
}
