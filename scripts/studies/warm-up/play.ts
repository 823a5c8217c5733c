/** One round with as much warm-up again in its middle: what the same processes cost before it and after it. */
import { runBench } from "../../../src/bench/bench.js";
import { type Environment, scenarioPlaces } from "../../../src/cli/environment.js";
import { haveEvents } from "../../../src/executors/registry.js";
import { packageVersion } from "../../../src/files/installed.js";
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { Histogram } from "../../../src/histogram.js";
import type { TimelinePoint, Verdict } from "../../../src/result/result.js";
import { loadScenario, type Scenario } from "../../../src/scenario/load.js";
import { NS_PER_US, nsToMs } from "../../../src/units.js";

export interface Figures {
  cpuUsPerDelivery: number | undefined;
  generatorCpuUsPerDelivery: number | undefined;
  latencyP50Ms: number | undefined;
  latencyP99Ms: number | undefined;
}

export interface WarmUpRow {
  scenario: string;
  round: number;
  approach: string;
  settled: boolean;
  verdict: Verdict;
  /** Of the first warm-up. */
  warmUpDeliveries: number;
  warmUpSlices: number;
  once: Figures;
  twice: Figures;
}

/** Without faults, for those are over and done with in one slice; undefined where the scenario wants a cold start, or has no events. */
export async function studied(name: string, environment: Environment, round: number): Promise<Scenario | undefined> {
  const places = scenarioPlaces(environment);
  const shipped = await loadScenario(name, { ...places, overrides: ["faults=[]"] });
  const { start, warmUpSeconds, measureSeconds } = shipped.run;
  if (start === "cold" || !haveEvents(shipped.arrivals)) return undefined;
  const seconds = Math.ceil(measureSeconds); // the timeline's points are seconds
  const run = [`rounds=1`, `seed=${round}`, `warmUpSeconds=${2 * warmUpSeconds}`, `measureSeconds=${2 * seconds}`];
  return loadScenario(name, { ...places, overrides: ["faults=[]", ...run.map((one) => `run.${one}`)] });
}

interface Cost {
  deliveries: number;
  serviceCpuNs: number | undefined;
  generatorCpuNs: number;
}

export async function playTwice(
  scenario: Scenario,
  round: number,
  environment: Environment,
  signal: AbortSignal,
): Promise<WarmUpRow[]> {
  const slices = new Map<string, Cost[]>(scenario.approaches.map(({ name }) => [name, []]));
  const folder = scratchFolder("warm-up-study");
  try {
    const { result, failure } = await runBench({
      scenario,
      scenarioGiven: scenario.name,
      overrides: [],
      quick: false,
      directory: folder.path,
      pushbenchVersion: packageVersion(environment.packageDirectory),
      entries: { service: environment.serviceEntry, generator: environment.generatorEntry },
      generators: 1,
      port: 0,
      signal,
      warmsUpTwice: true,
      listeners: [
        (event) => {
          if (event.type === "slice-finished" && event.phase === "measured") slices.get(event.approach)!.push(event);
        },
      ],
    });
    if (failure) throw failure;
    const halfSeconds = scenario.run.measureSeconds / 2;
    return result.rounds[0]!.approaches.map(({ approach, timeline, warmUp, generator }) => {
      const costs = slices.get(approach)!;
      const half = costs.length >> 1;
      const before = timeline.filter(({ second }) => second < halfSeconds);
      return {
        scenario: scenario.name,
        round,
        approach,
        settled: warmUp.settled,
        verdict: generator.verdict,
        warmUpDeliveries: warmUp.deliveries ?? 0,
        warmUpSlices: warmUp.blocks,
        once: figuresOf(costs.slice(0, half), before),
        twice: figuresOf(costs.slice(half), timeline.slice(before.length)),
      };
    });
  } finally {
    folder.remove();
  }
}

function figuresOf(slices: readonly Cost[], points: readonly TimelinePoint[]): Figures {
  const sum = (of: (slice: Cost) => number) => slices.reduce((total, slice) => total + of(slice), 0);
  const deliveries = sum((slice) => slice.deliveries);
  const perDelivery = (cpuNs: number) => (deliveries === 0 ? undefined : cpuNs / deliveries / NS_PER_US);
  const latency = Histogram.merge(points.map((point) => point.latency!));
  const quantileMs = (quantile: number, fewest: number) => {
    const ns = latency.count < fewest ? undefined : latency.quantileNs(quantile);
    return ns === undefined ? undefined : nsToMs(ns);
  };
  return {
    cpuUsPerDelivery: perDelivery(sum(({ serviceCpuNs }) => serviceCpuNs!)),
    generatorCpuUsPerDelivery: perDelivery(sum(({ generatorCpuNs }) => generatorCpuNs)),
    latencyP50Ms: quantileMs(0.5, 10),
    latencyP99Ms: quantileMs(0.99, 100),
  };
}
