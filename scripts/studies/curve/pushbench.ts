/** One point by pushbench itself: a run of one round in an open loop, as anybody would ask for it. */
import path from "node:path";
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { Histogram } from "../../../src/histogram.js";
import { runBench } from "../../../src/library/run.js";
import type { Verdict } from "../../../src/result/result.js";
import { defineScenario } from "../../../src/scenario/define.js";
import { NS_PER_SECOND, NS_PER_US, nsToMs } from "../../../src/units.js";
import { PAYLOAD_BYTES, TEMPLATE } from "../wrk/target.js";
import { CONNECTIONS, type Found, MEASURE_SECONDS } from "./point.js";
import type { ServiceSetting } from "./reference-service.js";

const WARM_UP_SECONDS = 4;

export async function byPushbench(
  { transport, config, guarantee, pacing }: ServiceSetting,
  perSecond: number,
  seed: number,
): Promise<Found & { verdict: Verdict }> {
  const folder = scratchFolder("curve-study");
  try {
    const scenario = await defineScenario({
      name: "curve",
      title: "A point of a curve",
      source: "This study.",
      flow: "ingest",
      guarantee,
      clients: CONNECTIONS,
      arrivals: { executor: "constant-arrival-rate", perSecond },
      payload: { template: TEMPLATE, bytes: PAYLOAD_BYTES },
      approaches: { service: { transport, ...config } },
      run: {
        ...{ rounds: 1, measureSeconds: MEASURE_SECONDS, sliceSeconds: MEASURE_SECONDS },
        ...{ warmUpSeconds: WARM_UP_SECONDS, seed, pacing },
      },
    });
    const { outcome } = runBench({ scenario, directory: path.join(folder.path, "run"), reports: [] });
    const { result, failure } = await outcome;
    if (failure) throw failure;
    const { deliveries, service, activeNs, latency, generator } = result.rounds[0]!.approaches[0]!;
    const acked = Histogram.decode(latency.ack ?? latency.latency!);
    return {
      verdict: generator.verdict,
      perSecond: (deliveries.delivered / activeNs) * NS_PER_SECOND,
      cpuUsPerEvent: service.cpuNs! / deliveries.delivered / NS_PER_US,
      latencyP50Ms: nsToMs(acked.quantileNs(0.5)!),
      latencyP99Ms: nsToMs(acked.quantileNs(0.99)!),
    };
  } finally {
    folder.remove();
  }
}
