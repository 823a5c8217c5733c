/** What a worker lets a run do with it. Its own configuration decides, whatever the coordinator asks for. */
import { BlockList, isIP } from "node:net";
import { PushbenchError } from "../../errors.js";
import type { ScheduleShare } from "../../executors/share.js";
import type { SideRequest } from "../../generators/side-request.js";
import { kindOfAddress } from "../../remote/address-kind.js";
import { addressesOf } from "../../transports/endpoint.js";
import { NS_PER_SECOND } from "../../units.js";
import type { Limits } from "../protocol.js";

export interface GuardOptions {
  worker: string;
  limits: Limits;
  /** Addresses that this worker's own configuration allows. */
  targets: ReadonlySet<string>;
  /** Where the coordinator's services listen, as its signed request says. */
  coordinatorAddress: string;
}

/** Calls that carry what is limited, as they come from the coordinator. */
interface Asked {
  addSide: Pick<SideRequest, "endpoint" | "clients">;
  load: { shares: Record<string, ScheduleShare>; windowPerClient?: number };
}

export class Guard {
  readonly #options: GuardOptions;
  #clients = 0;

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  /** Throws PushbenchError fleet-refused. */
  check(method: string, params: unknown): void {
    if (method === "addSide") this.#checkSide(params as Asked["addSide"]);
    else if (method === "load") this.#checkLoad(params as Asked["load"]);
  }

  #checkSide({ endpoint, clients }: Asked["addSide"]): void {
    for (const { host } of addressesOf(endpoint)) this.#requireAllowed(host);
    this.#clients += clients.length;
    const { maxClients = Number.POSITIVE_INFINITY } = this.#options.limits;
    if (this.#clients > maxClients)
      this.#refuse(
        `plays ${maxClients} clients at most, but the run asks for ${this.#clients} or more, of all approaches together`,
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
    const most = Math.max(...Object.values(shares).map(mostWithinSecond));
    if (most > maxEvents)
      this.#refuse(
        `begins ${maxEvents} events per second at most, but the run has ${most} within a second for it`,
        "Lower the rate, take more workers, or start the worker with a higher --max-events. A warm-up raises low rates: run.start=cold has none.",
      );
  }

  #requireAllowed(host: string): void {
    const { targets, coordinatorAddress } = this.#options;
    if (isIP(host) !== 0 && kindOfAddress(host) === "loopback") return;
    if (host === "localhost" || targets.has(host) || (host === coordinatorAddress && isPrivate(host))) return;
    this.#refuse(
      `may not play against ${host}`,
      `If that host is yours, start the worker with --allow-target ${host}.`,
    );
  }

  #refuse(what: string, hint: string): never {
    throw new PushbenchError("fleet-refused", `Worker ${this.#options.worker} ${what}.`, { hint });
  }
}

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
  const due = (k: number): number => dueNs[isWhole ? own[k]! : k]!;
  let most = 0;
  let first = 0;
  for (let k = 0; k < own.length; k++) {
    while (due(k) - due(first) >= NS_PER_SECOND) first++;
    most = Math.max(most, k - first + 1);
  }
  return most;
}
