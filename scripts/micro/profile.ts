/** Runs a scenario once more with its services under V8's profiler, and says for each approach where the CPU went. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runBench } from "../../src/bench/bench.js";
import { type Environment, scenarioPlaces } from "../../src/cli/environment.js";
import { packageVersion } from "../../src/files/installed.js";
import { scratchFolder } from "../../src/files/scratch-folder.js";
import type { Result } from "../../src/result/result.js";
import { selectApproaches } from "../../src/scenario/approaches.js";
import { loadScenario } from "../../src/scenario/load.js";
import { NS_PER_US } from "../../src/units.js";
import type { Category } from "./attribution.js";
import { type SliceProfile, sliceFile } from "./slice-profile.js";

export interface ApproachProfile {
  scenario: string;
  flow: string;
  approach: string;
  /** Share of the service's CPU 0…1, largest first. Together 1. */
  shares: { category: Category; ratio: number }[];
  /** Share of the main thread's CPU that samples saw, 0…1. Where it is low, "native code" holds what they missed. */
  sampledRatio: number;
}

export interface ProfileTiming {
  warmUpSeconds: number;
  measureSeconds: number;
}

/** Profiles every approach of `result` under the scenario and overrides that it had, in one round. */
export async function profileApproaches(
  environment: Environment,
  result: Result,
  { warmUpSeconds, measureSeconds }: ProfileTiming,
  signal: AbortSignal,
): Promise<ApproachProfile[]> {
  const { path: directory, remove } = scratchFolder("profiles");
  try {
    const overrides = [
      ...result.overrides,
      "run.rounds=1",
      `run.warmUpSeconds=${warmUpSeconds}`,
      `run.measureSeconds=${measureSeconds}`,
    ];
    const loaded = await loadScenario(result.scenarioGiven, { ...scenarioPlaces(environment), overrides });
    const scenario = await selectApproaches(
      loaded,
      result.approaches.map(({ name }) => name),
    );
    process.env.PUSHBENCH_PROFILES = directory; // inherited by the services
    const { result: profiled, failure } = await runBench({
      scenario,
      scenarioGiven: result.scenarioGiven,
      overrides,
      quick: true,
      directory,
      pushbenchVersion: packageVersion(environment.packageDirectory),
      entries: {
        service: fileURLToPath(new URL("./profiled-service.js", import.meta.url)),
        generator: environment.generatorEntry,
      },
      generators: 1,
      port: 0,
      signal,
    });
    if (failure) throw failure;
    return profiled.rounds[0]!.approaches.map(({ approach, service, warmUp }) => {
      // A slice each, in this order: the warm-up's blocks, one in which all is idle, those that are measured.
      const [idle, ...measured] = slicesOf(directory, service.pid!).slice(warmUp.blocks);
      if (idle === undefined) throw new Error(`the profiled ${approach} service left no files`);
      return { scenario: result.scenario.name, flow: scenario.flow, approach, ...sharesOf(measured, idle) };
    });
  } finally {
    delete process.env.PUSHBENCH_PROFILES;
    remove();
  }
}

function slicesOf(directory: string, pid: number): SliceProfile[] {
  const slices: SliceProfile[] = [];
  for (let slice = 0; ; slice++) {
    const file = join(directory, sliceFile(pid, slice));
    if (!existsSync(file)) return slices;
    slices.push(JSON.parse(readFileSync(file, "utf8")) as SliceProfile);
  }
}

const sumOf = <T>(items: readonly T[], pick: (item: T) => number): number =>
  items.reduce((sum, item) => sum + pick(item), 0);

/** CPU of the main thread that no sample saw, in ns. */
const unseenNs = ({ mainNs, sampledUs }: SliceProfile): number =>
  mainNs - sumOf(Object.values(sampledUs), (us) => us) * NS_PER_US;

/**
 * Node tells V8 that it idles while libuv polls, so what runs there outside JavaScript, reads above all, is in no sample:
 * it is what the thread's own CPU exceeds the samples by. An idle slice shows how much of that is the profiler's signals.
 */
export function sharesOf(
  measured: readonly SliceProfile[],
  idle: SliceProfile,
): Pick<ApproachProfile, "shares" | "sampledRatio"> {
  const spentNs = new Map<Category, number>();
  const spend = (category: Category, ns: number): void => {
    spentNs.set(category, (spentNs.get(category) ?? 0) + Math.max(0, ns));
  };
  for (const { sampledUs } of measured) {
    for (const [category, us] of Object.entries(sampledUs)) spend(category as Category, us * NS_PER_US);
  }
  const sampledNs = sumOf([...spentNs.values()], (ns) => ns);
  const missedNs = Math.max(0, sumOf(measured, unseenNs) - measured.length * Math.max(0, unseenNs(idle)));
  spend("native code", missedNs);
  spend(
    "other threads",
    sumOf(measured, ({ processNs, mainNs }) => processNs - mainNs),
  );
  const allNs = sumOf([...spentNs.values()], (ns) => ns);
  if (allNs === 0) throw new Error("the profiled service used no CPU");
  const shares = [...spentNs]
    .map(([category, ns]) => ({ category, ratio: ns / allNs }))
    .filter(({ ratio }) => ratio > 0)
    .sort((a, b) => b.ratio - a.ratio);
  return { shares, sampledRatio: sampledNs / (sampledNs + missedNs) };
}
