/** pushbench in a closed loop against a service of which it is told the address and the pid. */
import path from "node:path";
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { runBench } from "../../../src/library/run.js";
import { defineScenario } from "../../../src/scenario/define.js";
import { NS_PER_SECOND, NS_PER_US } from "../../../src/units.js";
import { type ClosedLoop, CONNECTIONS, MEASURE_SECONDS, PAYLOAD_BYTES, type Target, TEMPLATE } from "./target.js";

export async function byPushbench({ port, pid, path: to, secret }: Target): Promise<ClosedLoop> {
  const folder = scratchFolder("wrk-study");
  try {
    const scenario = await defineScenario({
      name: "closed-loop",
      title: "A closed loop against one service",
      source: "This study.",
      flow: "ingest",
      guarantee: "at-least-once",
      clients: CONNECTIONS,
      arrivals: { executor: "constant-concurrency", windowPerClient: 1 },
      payload: { template: TEMPLATE, bytes: PAYLOAD_BYTES },
      approaches: {
        own: {
          transport: "webhook",
          service: { url: `http://127.0.0.1:${port}`, pid },
          path: to,
          ...(secret === undefined ? { signature: "none" } : { secret }),
        },
      },
      run: { rounds: 1, measureSeconds: MEASURE_SECONDS, sliceSeconds: MEASURE_SECONDS, warmUpSeconds: 2 },
    });
    const { outcome } = runBench({ scenario, directory: path.join(folder.path, "run"), reports: [] });
    const { result, failure } = await outcome;
    if (failure) throw failure;
    const { deliveries, service, activeNs } = result.rounds[0]!.approaches[0]!;
    if (service.cpuNs === undefined) throw new Error("the service's CPU was not measured");
    return {
      requestsPerSecond: (deliveries.delivered / activeNs) * NS_PER_SECOND,
      cpuUsPerRequest: service.cpuNs / deliveries.delivered / NS_PER_US,
    };
  } finally {
    folder.remove();
  }
}
