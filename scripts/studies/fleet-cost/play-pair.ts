/** A round of `chat` by a worker on this machine, over a NATS server of its own, and one by a local generator, in an order that is drawn for each pair. */
import { seededRandom } from "../../../src/random.js";
import { tabulate } from "../../../src/reporters/tables.js";
import type { Result } from "../../../src/result/result.js";
import { shuffle } from "../../../src/shuffle.js";
import { NS_PER_US } from "../../../src/units.js";
import type { PairedRound } from "../paired-table.js";
import { playBench } from "./play-bench.js";
import type { StudyFleet } from "./study-fleet.js";

export type Metric =
  | "generatorCpuUsPerDelivery"
  | "latenessP50Ns"
  | "latenessP99Ns"
  | "serviceCpuUsPerDelivery"
  | "latencyP50Ns"
  | "latencyP99Ns";

/** A record, so that none can be forgotten where a round is read. */
const METRICS: Record<Metric, true> = {
  generatorCpuUsPerDelivery: true,
  latenessP50Ns: true,
  latenessP99Ns: true,
  serviceCpuUsPerDelivery: true,
  latencyP50Ns: true,
  latencyP99Ns: true,
};

export interface PlayedPair {
  pair: number;
  fleet: PairedRound<Metric>;
  local: PairedRound<Metric>;
}

export async function playPair(pair: number, { options }: StudyFleet): Promise<PlayedPair> {
  const order = [true, false];
  shuffle(order, seededRandom(pair, "order of a pair"));
  const played = new Map<boolean, PairedRound<Metric>>();
  for (const isFleet of order) {
    const settings = ["run.rounds=1", "run.measureSeconds=4", `run.seed=${pair}`];
    played.set(isFleet, roundOf(await playBench(settings, isFleet ? options : [])));
  }
  return { pair, fleet: played.get(true)!, local: played.get(false)! };
}

/** Whether others took the CPUs is not looked for on a fleet, so it is known of the local round alone. */
function roundOf(result: Result): PairedRound<Metric> {
  const metrics = Object.keys(METRICS) as Metric[];
  return Object.fromEntries(
    tabulate(result).summary.map((row) => {
      const { generator, deliveries } = result.rounds[0]!.approaches.find(({ approach }) => approach === row.approach)!;
      const figures = { ...row, generatorCpuUsPerDelivery: generator.cpuNs / NS_PER_US / deliveries.delivered };
      return [
        row.approach,
        {
          isDisturbed: row.generatorVerdict === "disturbed",
          ...Object.fromEntries(
            metrics.flatMap((name) => (figures[name] === undefined ? [] : [[name, figures[name]]])),
          ),
        },
      ];
    }),
  );
}
