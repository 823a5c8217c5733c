/** Plays the bench of a claim's study, with its reports, in a folder of its own. */
import { existsSync } from "node:fs";
import path from "node:path";
import { type BenchOutcome, runBench } from "../../bench/bench.js";
import { packageVersion } from "../../files/installed.js";
import { claimFolder } from "../../files/output-folder.js";
import type { Fleet } from "../../fleet/coordinator/fleet.js";
import { requireGenerators } from "../../library/require-generators.js";
import { withDerived } from "../../reporters/derived.js";
import { RESULT_FILE, readResult } from "../../reporters/read-result.js";
import { renderBeside } from "../../reporters/registry.js";
import type { Result } from "../../result/result.js";
import { loadCompared } from "../../scenario/compared.js";
import type { Scenario } from "../../scenario/load.js";
import { type Environment, scenarioPlaces } from "../environment.js";
import { progressKinds } from "../progress.js";
import { quickOverrides, TO_BE_PLAYED } from "../quick-scenario.js";
import type { Asked } from "./asked.js";

/** Nobody reads figures of a quick run, and there are dozens of benches. */
const NO_WARM_UP = "run.warmUpSeconds=0";

export interface BenchOfClaim {
  asked: Asked;
  rounds: number;
  quick: boolean;
  /** Keeps a bench that was played to its end. */
  isResumed: boolean;
  directory: string;
  /** Workers that play the clients. Absent: a generator of this machine does. */
  fleet?: Fleet | undefined;
}

/** With what --quick changes of the scenario, after all that the claim itself changes. */
export async function loadAsked(
  environment: Environment,
  { scenario, set, ...named }: Asked,
  { quick, also = [] }: { quick: boolean; also?: readonly string[] },
): Promise<{ scenario: Scenario; overrides: string[] }> {
  const load = (overrides: string[]) => loadCompared(scenario, { ...scenarioPlaces(environment), overrides, ...named });
  const overrides = [...set, ...also];
  const loaded = await load(overrides);
  if (!quick) return { scenario: loaded, overrides };
  const all = [...overrides, ...quickOverrides(loaded, TO_BE_PLAYED), NO_WARM_UP];
  return { scenario: await load(all), overrides: all };
}

export async function playBench(
  environment: Environment,
  bench: BenchOfClaim,
): Promise<Pick<BenchOutcome, "result" | "failure">> {
  const { asked, rounds, quick, isResumed, directory, fleet } = bench;
  const { scenario, overrides } = await loadAsked(environment, asked, { quick, also: [`run.rounds=${rounds}`] });
  const earlier = isResumed ? await playedEarlier(directory, { overrides, quick, workers: fleet?.size }) : undefined;
  if (earlier !== undefined) return { result: earlier };
  if (fleet !== undefined) requireGenerators(fleet.size, scenario.clients, "--workers");
  const interrupt = new AbortController();
  const stopListening = environment.onInterrupt(() => interrupt.abort());
  const { stdout } = environment;
  const progress = progressKinds[stdout.isTTY ? "live" : "plain"](stdout, {
    rounds: scenario.run.rounds,
    nowMs: () => performance.now(),
  });
  const folder = claimFolder(directory);
  try {
    const played = await runBench({
      scenario,
      scenarioGiven: asked.scenario,
      overrides,
      approachesGiven: asked.approach,
      quick,
      onlySlices: quick,
      directory,
      pushbenchVersion: packageVersion(environment.packageDirectory),
      program: environment.program,
      entries: { service: environment.serviceEntry, generator: environment.generatorEntry },
      generators: fleet?.size ?? 1,
      ...(fleet && { fleet }),
      port: 0,
      signal: interrupt.signal,
      listeners: [progress.listener],
    });
    progress.end();
    const { file, result, failure } = played;
    if (failure?.code !== "output-lost") {
      file.write(withDerived(result));
      file.writeBeside(renderBeside(result));
    }
    return played;
  } finally {
    progress.end();
    folder.release();
    stopListening();
  }
}

/** The whole result of the same bench. Whatever else lies there is written anew. */
async function playedEarlier(
  directory: string,
  { overrides, quick, workers }: { overrides: readonly string[]; quick: boolean; workers: number | undefined },
): Promise<Result | undefined> {
  const file = path.join(directory, RESULT_FILE);
  const result = existsSync(file) ? await readResult(file).catch(() => undefined) : undefined;
  const isSame = result?.quick === quick && JSON.stringify(result.overrides) === JSON.stringify(overrides);
  const isOfSame = isSame && result.rounds[0]?.hosts?.length === workers;
  return isOfSame && result.state === "complete" ? result : undefined;
}
