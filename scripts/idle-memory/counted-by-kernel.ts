/**
 * What an idle client costs a service, counted by others: `ws` and plain sockets connect, and the kernel says how many
 * pages are the process's own (Private_Dirty).
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { accessToken } from "../../src/events/secret.js";
import type { Point } from "../../src/statistics/slope.js";
import { concurrently } from "../../src/transports/concurrently.js";
import { type TransportName, transports } from "../../src/transports/registry.js";

const SERVICE = fileURLToPath(new URL("../../src/services/service-entry.js", import.meta.url));
const SECRET = "of the idle clients";
const AT_ONCE = 64;
/** That the service's default settings allow. */
const ORIGIN = "https://pushbench.example";

/** Of the transports for which there is a client that is not ours. Resolves with what ends the connection. */
const open: Partial<Record<TransportName, (port: number, client: number) => Promise<() => void>>> = {
  /** As a sender's pool opens it before its first event. */
  webhook: async (port: number): Promise<() => void> => {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return () => socket.destroy();
  },
  websocket: async (port: number, client: number): Promise<() => void> => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/connect?client=${client}`, {
      perMessageDeflate: false,
      origin: ORIGIN,
      headers: { authorization: `Bearer ${accessToken(SECRET, client)}` },
    });
    await once(socket, "open");
    return () => socket.terminate();
  },
};

export const countable = Object.keys(open) as TransportName[];

/** Clients and the service's own bytes with all of them idle, for each of these sizes, ascending, of one process. */
export async function countedPoints(transport: TransportName, sizes: readonly number[]): Promise<Point[]> {
  const service = fork(SERVICE, { serialization: "advanced" });
  const close: (() => void)[] = [];
  try {
    const topology = { flow: "ingest", clients: sizes.at(-1)!, roomSize: 1 };
    const config = (await transports[transport].config()).parse({});
    const start = { transport, config, topology, guarantee: "at-least-once", secret: SECRET, port: 0 };
    const { port } = (await call(service, "start", start)) as { port: number };
    const points: Point[] = [];
    for (const size of sizes) {
      const further = Array.from({ length: size - close.length }, (_, i) => close.length + i);
      await concurrently(AT_ONCE, further, async (client) => {
        close.push(await open[transport]!(port, client));
      });
      await call(service, "memory", { settled: true });
      points.push([size, privateBytes(service.pid!)]);
    }
    return points;
  } finally {
    for (const one of close) one();
    service.kill("SIGKILL");
    await once(service, "exit");
  }
}

async function call(service: ChildProcess, method: string, params: unknown): Promise<unknown> {
  service.send({ id: 1, method, params });
  const [answer] = await once(service, "message");
  if (answer.error) throw new Error(answer.error.message);
  return answer.value;
}

function privateBytes(pid: number): number {
  const found = /^Private_Dirty:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
  return Number(found![1]) * 1024;
}
