/** How late events begin and what that costs, per pacing and rate. */
import { type PacingName, pacingNames } from "../../src/pacing.js";
import { table } from "../../src/reporters/markdown-table.js";
import { median } from "../../src/statistics/quantile.js";
import { NS_PER_MS, NS_PER_US } from "../../src/units.js";
import type { ByteSinkMethods } from "./byte-sink.js";
import type { ProbeMethods, ProbeReport } from "./pacing-probe.js";
import type { PerfRow } from "./perf-row.js";
import { withProcess } from "./processes.js";
import type { Conditions, SectionReport } from "./section.js";

const RATES_PER_SECOND = [1_000, 5_000, 20_000];
const WARM_UP_SECONDS = 1;
const SECONDS = 2;
const CALL_MS = 30_000;

interface PacingMeasurement {
  pacing: PacingName;
  perSecond: number;
  /** One per round. */
  reports: ProbeReport[];
}

/** Highest values that are aimed at; `cpuRatio` only up to 1,000 events a second. */
const targets: Partial<Record<PacingName, { p50Ns: number; p99Ns: number; cpuRatio?: number }>> = {
  "timer-thread": { p50Ns: 200 * NS_PER_US, p99Ns: 1.2 * NS_PER_MS, cpuRatio: 0.2 },
  spin: { p50Ns: 2 * NS_PER_US, p99Ns: 100 * NS_PER_US },
};

export async function pacing(conditions: Conditions): Promise<SectionReport> {
  const measurements = await measure(conditions);
  return { rows: rowsOf(measurements), markdown: `## Pacing\n\n${tableOf(measurements)}` };
}

async function measure({ rounds, pinning, say }: Conditions): Promise<PacingMeasurement[]> {
  const measurements = RATES_PER_SECOND.flatMap((perSecond) =>
    pacingNames.map((pacing): PacingMeasurement => ({ pacing, perSecond, reports: [] })),
  );
  await withProcess<ByteSinkMethods, void>("byte-sink", "sink", pinning, async (sink) => {
    const { port } = await sink.call("start", undefined, CALL_MS);
    for (let round = 1; round <= rounds; round++) {
      say(`pacing: round ${round} of ${rounds}`);
      for (const { pacing, perSecond, reports } of measurements) {
        const request = { pacing, perSecond, warmUpSeconds: WARM_UP_SECONDS, seconds: SECONDS, port };
        const report = await withProcess<ProbeMethods, ProbeReport>("pacing-probe", "source", pinning, (worker) =>
          worker.call("probe", request, CALL_MS),
        );
        reports.push(report);
      }
    }
  });
  return measurements;
}

function rowsOf(measurements: readonly PacingMeasurement[]): PerfRow[] {
  return measurements.flatMap(({ pacing, perSecond, reports }) => {
    const target = targets[pacing];
    const row = (figure: keyof ProbeReport, unit: string, perUnit: number, limit?: number): PerfRow => {
      const value = median(reports.map((report) => report[figure]))! / perUnit;
      const name = `pacing ${pacing} at ${perSecond}/s: ${unit}`;
      return limit === undefined
        ? { name, value }
        : { name, value, target: limit / perUnit, met: value * perUnit <= limit };
    };
    return [
      row("p50Ns", "lateness p50 in µs", NS_PER_US, target?.p50Ns),
      row("p99Ns", "lateness p99 in µs", NS_PER_US, target?.p99Ns),
      row("cpuRatio", "CPU in cores", 1, perSecond <= 1_000 ? target?.cpuRatio : undefined),
    ];
  });
}

function tableOf(measurements: readonly PacingMeasurement[]): string {
  const header = [
    "pacing",
    "events/s",
    "lateness p50 µs",
    "p99 µs",
    "max µs",
    "p99 of the first second µs",
    "CPU cores",
  ];
  const figures: [keyof ProbeReport, number, number][] = [
    ["p50Ns", NS_PER_US, 1],
    ["p99Ns", NS_PER_US, 0],
    ["maxNs", NS_PER_US, 0],
    ["warmUpP99Ns", NS_PER_US, 0],
    ["cpuRatio", 1, 3],
  ];
  return table(
    header,
    measurements.map(({ pacing, perSecond, reports }) => [
      pacing,
      `${perSecond}`,
      ...figures.map(([figure, perUnit, digits]) => {
        const values = reports.map((report) => report[figure] / perUnit);
        const [middle, least, most] = [median(values)!, Math.min(...values), Math.max(...values)];
        return `${middle.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
      }),
    ]),
  );
}
