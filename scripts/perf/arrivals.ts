/** Arrivals as an independent process sees them: on our schedules, and with autocannon's -R. */

import { type Arrivals, executorOf } from "../../src/executors/registry.js";
import type { Pinning } from "../../src/machine/cpu-pinning.js";
import type { PacingName } from "../../src/pacing.js";
import { seededRandom } from "../../src/random.js";
import { table } from "../../src/reporters/markdown-table.js";
import { median } from "../../src/statistics/quantile.js";
import { secondsToNs } from "../../src/units.js";
import type { ArrivalSinkMethods } from "./arrival-sink.js";
import type { ArrivalSourceMethods } from "./arrival-source.js";
import { type ArrivalFigures, arrivalFigures, ksCritical } from "./arrival-statistics.js";
import type { PerfRow } from "./perf-row.js";
import { withProcess } from "./processes.js";
import type { Conditions, SectionReport } from "./section.js";

const RATES_PER_SECOND = [1_000, 5_000];
/** The first second is dropped. */
const WARM_UP_SECONDS = 1;
const SECONDS = 4;
const CALL_MS = 30_000;

type Source =
  | { name: string; executor: "constant-arrival-rate" | "poisson-arrival-rate"; pacing: PacingName }
  | { name: "autocannon -R"; executor?: undefined };

const sources: readonly Source[] = [
  { name: "ours, constant", executor: "constant-arrival-rate", pacing: "timer-thread" },
  { name: "ours, constant, spin", executor: "constant-arrival-rate", pacing: "spin" },
  { name: "autocannon -R" },
  { name: "ours, Poisson", executor: "poisson-arrival-rate", pacing: "timer-thread" },
  { name: "ours, Poisson, spin", executor: "poisson-arrival-rate", pacing: "spin" },
];

interface Watched extends ArrivalFigures {
  /** Share of the time that the sink was kept from looking: the arrivals of that time are stamped late and together. */
  sinkAbsentRatio: number;
}

interface ArrivalMeasurement {
  source: Source;
  perSecond: number;
  /** One per round. */
  figures: Watched[];
}

export async function arrivals(conditions: Conditions): Promise<SectionReport> {
  const measurements = await measure(conditions);
  return { rows: rowsOf(measurements), markdown: `## Arrivals\n\n${tableOf(measurements)}` };
}

async function measure({ rounds, pinning, say }: Conditions): Promise<ArrivalMeasurement[]> {
  const measurements = RATES_PER_SECOND.flatMap((perSecond) =>
    sources.map((source): ArrivalMeasurement => ({ source, perSecond, figures: [] })),
  );
  for (let round = 1; round <= rounds; round++) {
    say(`arrivals: round ${round} of ${rounds}`);
    for (const { source, perSecond, figures } of measurements) {
      figures.push(await watch(source, perSecond, round, pinning));
    }
  }
  return measurements;
}

function watch(source: Source, perSecond: number, seed: number, pinning: Pinning): Promise<Watched> {
  return withProcess<ArrivalSinkMethods, Watched>("arrival-sink", "sink", pinning, async (sink) => {
    const { port } = await sink.call("start", undefined, CALL_MS);
    await sink.call("watch", undefined, CALL_MS);
    const { startNs } = await withProcess<ArrivalSourceMethods, { startNs: number }>(
      "arrival-source",
      "source",
      pinning,
      (worker) =>
        source.executor === undefined
          ? worker.call("autocannon", { port, perSecond, seconds: SECONDS }, CALL_MS)
          : worker.call(
              "ours",
              { port, dueNs: dueTimes(source.executor, perSecond, seed), pacing: source.pacing },
              CALL_MS,
            ),
    );
    const { arrivedNs, absentRatio } = await sink.call("take", undefined, CALL_MS);
    const window = { fromNs: startNs + secondsToNs(WARM_UP_SECONDS), toNs: startNs + secondsToNs(SECONDS) };
    const inWindow = arrivedNs.filter((atNs) => atNs >= window.fromNs && atNs < window.toNs);
    return { ...arrivalFigures(inWindow, perSecond, window), sinkAbsentRatio: absentRatio };
  });
}

function dueTimes(executorName: Arrivals["executor"], perSecond: number, seed: number): Float64Array {
  const arrivals = { executor: executorName, perSecond } as Arrivals;
  const executor = executorOf(arrivals);
  if (executor.loop === "closed") throw new Error(`${executorName} has no due times`);
  return executor.dueTimesNs(arrivals, secondsToNs(SECONDS), seededRandom(seed, "arrivals"));
}

const columns: [figure: keyof Watched, header: string, digits: number][] = [
  ["achievedPerSecond", "achieved/s", 0],
  ["gapP1Us", "gap p1 µs", 1],
  ["gapP50Us", "p50 µs", 1],
  ["gapP99Us", "p99 µs", 0],
  ["variation", "CV of gaps", 2],
  ["dispersion", "dispersion in 10 ms", 2],
  ["ksToExponential", "KS to exponential", 3],
  ["sinkAbsentRatio", "sink absent", 3],
];

function rowsOf(measurements: readonly ArrivalMeasurement[]): PerfRow[] {
  return measurements.flatMap(({ source, perSecond, figures }) => {
    const isPoisson = source.executor === "poisson-arrival-rate";
    const ideal: Partial<Watched> = source.executor
      ? { achievedPerSecond: perSecond, variation: isPoisson ? 1 : 0, dispersion: isPoisson ? 1 : 0 }
      : { achievedPerSecond: perSecond };
    return columns.map(([figure, header]): PerfRow => {
      const row: PerfRow = {
        name: `arrivals at ${perSecond}/s, ${source.name}: ${header}`,
        value: median(figures.map((one) => one[figure]))!,
      };
      if (figure === "ksToExponential" && isPoisson) row.expected = ksCritical(perSecond * (SECONDS - WARM_UP_SECONDS));
      else if (ideal[figure] !== undefined) row.expected = ideal[figure];
      return row;
    });
  });
}

function tableOf(measurements: readonly ArrivalMeasurement[]): string {
  return table(
    ["source", "asked/s", ...columns.map(([, header]) => header)],
    measurements.map(({ source, perSecond, figures }) => [
      source.name,
      `${perSecond}`,
      ...columns.map(([figure, , digits]) => {
        const values = figures.map((one) => one[figure]);
        const [middle, least, most] = [median(values)!, Math.min(...values), Math.max(...values)];
        return `${middle.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
      }),
    ]),
  );
}
