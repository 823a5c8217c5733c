import type { Security } from "../../src/tls/security.js";
import type { Turn } from "./contest.js";
import { CALL_TIMEOUT_MS, type Counting, loadTurn, type Running, startCommand, startWorker } from "./load.js";
import type { Conditions } from "./section.js";

export interface SinkAddress {
  /** Of 127.0.0.1. */
  port: number;
  tls?: Security;
}

/** Starts what loads the sink, on these CPUs, and puts its process on `started`. */
export type StartGenerator = (sink: SinkAddress, cpus: readonly number[], started: Running[]) => Promise<Running>;

export interface Sink {
  name: "http" | "http2" | "echo";
  /** Every operation has a connection of its own. */
  close?: boolean;
}

type SinkMethods = Counting & { start(params: { close: boolean; tls?: Security }): Promise<number> };

/** A Node process in `generators/`: `params` beside the sink's address. */
export const nodeGenerator =
  (name: string, params: object): StartGenerator =>
  async (sink, cpus, started) => {
    const worker = startWorker<{ start(params: object): void }>(`./generators/${name}`, cpus);
    started.push(worker);
    await worker.call("start", { ...sink, ...params }, CALL_TIMEOUT_MS);
    return worker;
  };

/** A program that is told the sink's origin, e.g. https://127.0.0.1:40000. */
export const commandGenerator =
  (line: (origin: string) => readonly string[]): StartGenerator =>
  async ({ port, tls }, cpus, started) => {
    const running = await startCommand(line(`${tls ? "https" : "http"}://127.0.0.1:${port}`), cpus);
    started.push(running);
    return running;
  };

/** A generator is measured against a lean sink. */
export const sinkTurn = (
  { pinning, tls }: Conditions,
  { name, close = false }: Sink,
  start: StartGenerator,
): Promise<Turn> => {
  const resumed = tls?.resumption === "on" ? 1 : 0;
  return loadTurn({ connectionsPerOperation: close ? 1 : 0, ...(close && { resumed }) }, async (started) => {
    const counting = startWorker<SinkMethods>(`./sinks/${name}`, pinning.services);
    started.push(counting);
    const encrypted = tls && { tls };
    const port = await counting.call("start", { close, ...encrypted }, CALL_TIMEOUT_MS);
    const measured = await start({ port, ...encrypted }, pinning.generators, started);
    return { measured, counting };
  });
};
