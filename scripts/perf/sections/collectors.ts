/**
 * What it costs a service to be measured: a reference service under load, with a run's collectors in every other slice.
 * Less than what slices differ by themselves, hence many short ones.
 */

import { median } from "../../../src/statistics/quantile.js";
import { pairedRatio } from "../../../src/statistics/ratio.js";
import { type TransportName, transports, transportsPlaying } from "../../../src/transports/registry.js";
import { NS_PER_US } from "../../../src/units.js";
import type { ContenderTurns, Turn } from "../contest.js";
import { report } from "../contest-report.js";
import type { ObservedServiceMethods } from "../generators/observed-service.js";
import type { SliceLoadMethods } from "../generators/slice-load.js";
import { CALL_TIMEOUT_MS, type Running, startWorker } from "../load.js";
import { type Conditions, joined, type SectionReport } from "../section.js";

const CONNECTIONS = 50;
const WARM_UP_SLICES = 10;
/** Short ones side by side: what disturbs this machine lasts longer than two of them, and 200 pairs average the rest. */
const SLICES = 200;
const SLICE_MS = 40;
const TARGET = 1.01;
const unit = { name: "service CPU µs per delivery", size: NS_PER_US };

export async function collectors(conditions: Conditions): Promise<SectionReport> {
  const reports: SectionReport[] = [];
  for (const transport of transportsPlaying("ingest")) {
    const title = `Cost of the collectors, ${transports[transport].title} service, ingest, ${CONNECTIONS} connections`;
    const measured: ContenderTurns = { name: "with collectors", turns: [] };
    const plain: ContenderTurns = { name: "without", target: TARGET, turns: [] };
    for (let round = 1; round <= conditions.rounds; round++) {
      conditions.say(`${title}, round ${round} of ${conditions.rounds}`);
      const turns = await alternate(transport, conditions);
      const { measured: withCollectors, plain: without } = turns;
      const { ratio } = pairedRatio(costs(withCollectors), costs(without));
      const cost = median(costs(without));
      if (ratio === undefined || cost === undefined) throw new Error("no slice was measured");
      // The ratio of a round is that of its pairs, not of its medians.
      measured.turns.push({ cost: cost * ratio });
      plain.turns.push({ cost });
    }
    reports.push(report(title, [measured, plain], unit));
  }
  return joined(reports);
}

const costs = (turns: readonly Turn[]): number[] => turns.map(({ cost }) => cost);

/** A fresh service, and a turn of each kind per pair of slices. */
async function alternate(
  transport: TransportName,
  { pinning }: Conditions,
): Promise<{ measured: Turn[]; plain: Turn[] }> {
  const started: Running[] = [];
  try {
    const service = startWorker<ObservedServiceMethods>("./generators/observed-service", pinning.services);
    started.push(service);
    const load = startWorker<SliceLoadMethods>("./generators/slice-load", pinning.generators);
    started.push(load);
    const settings = { transport, config: {}, clients: CONNECTIONS };
    const port = await service.call("start", settings, CALL_TIMEOUT_MS);
    const params = { transport, config: {}, port, connections: CONNECTIONS, guarantee: "at-least-once" } as const;
    await load.call("connect", params, CALL_TIMEOUT_MS);
    const slice = async (collectors: boolean): Promise<Turn> => {
      await service.call("begin", { collectors }, CALL_TIMEOUT_MS);
      const deliveries = await load.call("slice", { ms: SLICE_MS }, CALL_TIMEOUT_MS);
      return { cost: (await service.call("end", undefined, CALL_TIMEOUT_MS)) / deliveries };
    };
    const turns = { measured: [] as Turn[], plain: [] as Turn[] };
    for (let pair = 0; pair < WARM_UP_SLICES + SLICES; pair++) {
      // Each kind is first in every other pair: whatever drifts hits both alike.
      const first = pair % 2 === 0;
      const [a, b] = [await slice(first), await slice(!first)];
      if (pair < WARM_UP_SLICES) continue;
      turns.measured.push(first ? a : b);
      turns.plain.push(first ? b : a);
    }
    return turns;
  } finally {
    for (const process of started.reverse()) await process.stop();
  }
}
