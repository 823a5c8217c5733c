/**
 * What an idle client costs a process that serves it, counted by others: clients that are not ours connect, and the kernel says
 * how many pages are the process's own (Private_Dirty).
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Topology } from "../../src/flow.js";
import { WorkerProcess } from "../../src/processes/worker-process.js";
import type { Point } from "../../src/statistics/slope.js";
import type { Chain } from "../../src/tls/certificates.js";
import type { Security } from "../../src/tls/security.js";
import { concurrently } from "../../src/transports/concurrently.js";
import { cardOf, type TransportName } from "../../src/transports/registry.js";
import { flowOf } from "./approaches.js";
import type { BareKind } from "./bare-server.js";
import {
  clientsOf,
  type IdleClient,
  type Open,
  openSocket,
  openWebSocket,
  SECRET,
  type Target,
  trusting,
} from "./clients.js";

const CALL_MS = 60_000;
const HANDSHAKE_SECONDS = 30;

type Served = {
  start(request: object): { port: number };
  memory(params: { settled: true }): unknown;
};

/** A process, and who connects to it. */
export interface Counted {
  /** As the table names it. */
  name: string;
  program: string;
  startRequest(clients: number): object | Promise<object>;
  open: Open;
}

/** Relative to this file. */
const entryOf = (program: string): string => fileURLToPath(new URL(program, import.meta.url));

export const ourService = (transport: TransportName): Counted => ({
  name: `\`${transport}\``,
  program: entryOf("../../src/services/service-entry.js"),
  async startRequest(clients) {
    const topology: Topology = { flow: flowOf(transport), clients, roomSize: 1 };
    const config = (await cardOf(transport).config()).parse({});
    return { transport, config, topology, guarantee: "at-least-once", secret: SECRET, port: 0 };
  },
  open: clientsOf[transport],
});

const bareServer = (kind: BareKind, name: string, open: Open): Counted => ({
  name,
  program: entryOf("./bare-server.js"),
  startRequest: () => ({ kind }),
  open,
});

export const bareServers: readonly Counted[] = [
  bareServer("ws", "a server of `ws` that does nothing", openWebSocket),
  bareServer("sockets", "a server of `node:net` or `node:tls` that does nothing", openSocket),
];

export interface Connecting {
  /** Of clients, ascending: in each stage so many are connected. */
  sizes: readonly number[];
  /** How many connect at the same time. */
  atOnce: number;
  /** Absent: connections are not encrypted. */
  chain?: Chain;
}

/** Clients and the process's own bytes with all of them idle, for each of these sizes, of one process. */
export async function countedPoints(counted: Counted, { sizes, atOnce, chain }: Connecting): Promise<Point[]> {
  const service = new WorkerProcess<Served>({
    name: counted.name,
    entry: counted.program,
    cpus: [],
    diedCode: "service-died",
  });
  const clients: IdleClient[] = [];
  try {
    const request = await counted.startRequest(sizes.at(-1)!);
    const { port } = await service.call("start", { ...request, ...(chain && { tls: securityOf(chain) }) }, CALL_MS);
    const target: Target = { port, ...(chain && { trusted: trusting(chain.root) }) };
    const points: Point[] = [];
    for (const size of sizes) {
      const further = Array.from({ length: size - clients.length }, (_, i) => clients.length + i);
      await concurrently(atOnce, further, async (client) => {
        clients.push(await counted.open(target, client));
      });
      await service.call("memory", { settled: true }, CALL_MS);
      if (!clients.every((client) => client.isOpen())) throw new Error(`${counted.name} did not keep its idle clients`);
      points.push([size, privateBytes(service.pid)]);
    }
    return points;
  } finally {
    for (const client of clients) client.end();
    await service.stop();
  }
}

const securityOf = ({ root, ...identity }: Chain): Security => ({
  version: "1.3",
  resumption: "on",
  handshakeSeconds: HANDSHAKE_SECONDS,
  ca: root,
  identity,
});

function privateBytes(pid: number): number {
  const found = /^Private_Dirty:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
  return Number(found![1]) * 1024;
}
