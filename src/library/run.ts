/** A program runs a bench here as `pushbench bench` does, with a default for everything but the scenario. */
import path from "node:path";
import { type BenchRequest, runBench as playBench } from "../bench/bench.js";
import type { RunEvent } from "../bench/run-events.js";
import { PushbenchError } from "../errors.js";
import { generatorEntry, packageDirectory, packageVersion, serviceEntry } from "../files/installed.js";
import { claimFolder, folderTime, newFolder, type OutputFolder } from "../files/output-folder.js";
import { withDerived } from "../reporters/derived.js";
import { renderReports } from "../reporters/registry.js";
import type { Result } from "../result/result.js";
import { selectApproaches } from "../scenario/approaches.js";
import type { Scenario } from "../scenario/load.js";
import { EventStream } from "./event-stream.js";
import { type FleetOfRun, openFleetOf } from "./fleet-of-run.js";
import { loadScenario } from "./load-scenario.js";
import { requireGenerators } from "./require-generators.js";

/** A renderer makes files of a result, by their names in its folder. `renderReports` is one. */
export type ReportRenderer = (result: Result) => { file: string; text: string }[];

export interface RunOptions
  extends Partial<Pick<BenchRequest, "generators" | "port" | "signal" | "listeners" | "isEnough">> {
  /** What defineScenario or loadScenario gave; or a name (`chat`) or path, as on the command line. */
  scenario: Scenario | string;
  /** `path=value`, as --set takes them: only for a scenario that is named here. */
  overrides?: readonly string[];
  /** Names of the approaches that take part: the scenario's own, then built-ins. All of the scenario's by default. */
  approaches?: readonly string[];
  /** Hosts beyond this machine that may be loaded, as --allow-remote takes them: docs/remote.md. */
  allowRemote?: readonly string[];
  /** Workers on other machines play the clients, in the place of generators here. */
  fleet?: FleetOfRun;
  /** The folder of the result and its reports. By default it is a new one, reports/<scenario>/<time>. */
  directory?: string;
  /** What is written beside result.json, by default renderReports: all that the command line writes. */
  reports?: readonly ReportRenderer[];
}

export interface RunOutcome {
  result: Result;
  /** Where result.json and the reports are. */
  directory: string;
  /** Why the run did not complete; what was finished is in the result. */
  failure?: PushbenchError;
}

export interface Run {
  /** For one reader, from the first event on, whenever it begins to read. It throws what `outcome` rejects with. */
  readonly events: AsyncIterable<RunEvent>;
  /** Rejects when the run cannot begin, or when a renderer throws; later failures are in it, beside what was measured. */
  readonly outcome: Promise<RunOutcome>;
}

/** Begins a run. It goes on whether anybody reads its events or not; `signal` ends it. */
export function runBench(options: RunOptions): Run {
  const stream = new EventStream();
  const outcome = play(options, stream).finally(() => stream.end());
  return { events: stream.read(outcome), outcome };
}

async function play(options: RunOptions, stream: EventStream): Promise<RunOutcome> {
  const { overrides = [], approaches, allowRemote = [], generators = 1, port = 0, reports = [renderReports] } = options;
  const { signal = new AbortController().signal } = options;
  const asked = await scenarioOf(options, overrides);
  const scenario = approaches === undefined ? asked : await selectApproaches(asked, approaches);
  requireGenerators(generators, scenario.clients, "generators");
  if (options.fleet !== undefined && generators !== 1)
    throw new PushbenchError("usage", "`generators` are of this machine, and with `fleet` its workers play.", {
      hint: "Say how many with fleet.workers. Several workers may run on one machine.",
    });
  const fleet = options.fleet && (await openFleetOf(options.fleet, scenario.clients, signal));
  let folder: OutputFolder | undefined;
  try {
    folder = folderOf(options.directory, scenario.name);
    const { result, file, failure } = await playBench({
      scenario,
      scenarioGiven: typeof options.scenario === "string" ? options.scenario : "",
      overrides: [...overrides],
      quick: false,
      directory: folder.path,
      pushbenchVersion: packageVersion(packageDirectory),
      program: "npx --no -- pushbench",
      entries: { service: serviceEntry, generator: generatorEntry },
      generators: fleet?.size ?? generators,
      ...(fleet && { fleet }),
      port,
      remote: { allowRemote, env: process.env },
      signal,
      listeners: [stream.listener, ...(options.listeners ?? [])],
      ...(options.isEnough && { isEnough: options.isEnough }),
    });
    stream.end(); // before the reports: whoever reads the events need not wait for them
    if (failure?.code !== "output-lost") {
      file.write(withDerived(result));
      for (const render of reports) file.writeBeside(render(result).filter((one) => one.file !== "result.json"));
    }
    return { result, directory: folder.path, ...(failure && { failure }) };
  } finally {
    await fleet?.close();
    folder?.release();
  }
}

async function scenarioOf({ scenario }: RunOptions, overrides: readonly string[]): Promise<Scenario> {
  if (typeof scenario === "string") return loadScenario(scenario, { overrides });
  if (overrides.length === 0) return scenario;
  throw new PushbenchError("usage", "`overrides` change a scenario that is named, and this one is defined already.", {
    hint: "Give runBench the scenario's name or path, or change what defineScenario is given.",
  });
}

function folderOf(directory: string | undefined, scenario: string): OutputFolder {
  if (directory !== undefined) return claimFolder(path.resolve(directory));
  return newFolder(path.resolve("reports", scenario), folderTime(new Date()));
}
