import type { Turn } from "./contest.js";
import { CALL_TIMEOUT_MS, type Counting, loadTurn, type Running, startWorker } from "./load.js";
import type { Conditions } from "./section.js";

/** Starts what loads the sink at this port of 127.0.0.1, on these CPUs, and puts its process on `started`. */
export type StartGenerator = (port: number, cpus: readonly number[], started: Running[]) => Promise<Running>;

type SinkMethods = Counting & { start(params: { close: boolean }): Promise<number> };

/** A Node process in `generators/`: `params` beside the port. */
export const nodeGenerator =
  (name: string, params: object): StartGenerator =>
  async (port, cpus, started) => {
    const worker = startWorker<{ start(params: object): void }>(`./generators/${name}`, cpus);
    started.push(worker);
    await worker.call("start", { port, ...params }, CALL_TIMEOUT_MS);
    return worker;
  };

/** A generator is measured against a lean sink. `close`: every operation has a connection of its own. */
export const sinkTurn = (
  { pinning }: Conditions,
  sink: { name: "http" | "echo"; close: boolean },
  start: StartGenerator,
): Promise<Turn> =>
  loadTurn(sink.close ? 1 : 0, async (started) => {
    const counting = startWorker<SinkMethods>(`./sinks/${sink.name}`, pinning.services);
    started.push(counting);
    const port = await counting.call("start", { close: sink.close }, CALL_TIMEOUT_MS);
    const measured = await start(port, pinning.generators, started);
    return { measured, counting };
  });
