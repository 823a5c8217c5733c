/**
 * Scenario files: they are found by name or path, read, changed by overrides and validated. Every problem of a file is
 * reported at once.
 */

import { readdir } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { type Problem, PushbenchError, problemCount } from "../errors.js";
import type { Fault } from "../faults/registry.js";
import { shownPath } from "../files/shown-path.js";
import type { Flow } from "../flow.js";
import type { GateSettings } from "../gate/settings.js";
import { nearest } from "../nearest.js";
import type { ApproachRecord, ScenarioRecord } from "../result/result.js";
import { isStarted } from "../result/service-source.js";
import type { TlsSetting } from "../tls/settings.js";
import { addApproaches } from "./approach-spec.js";
import { approachRecords } from "./approaches.js";
import { readDocument, type ScenarioDocument, shownKey } from "./document.js";
import type { Issue } from "./explain.js";
import { type FileText, readFileText } from "./file-text.js";
import { applyOverride, type Override } from "./overrides.js";
import { isRecord } from "./plain.js";
import { type ScenarioFile, USUAL_SLICE_SECONDS } from "./schema.js";
import { expandBuiltIns, spreadTls } from "./spell-out.js";
import { trustIssues, withTrusted } from "./trust.js";
import type { Use } from "./uses.js";
import { validateScenario } from "./validate.js";

/** A validated scenario with every default filled in. Its ScenarioRecord part goes into the result. */
export type Scenario = ScenarioRecord &
  Pick<ScenarioFile, "arrivals" | "payload"> & {
    faults?: Fault[];
    description?: string;
    use?: Use;
    /** Of approaches that were named later. Those of the scenario have it among their settings. */
    tls?: TlsSetting;
    gate: GateSettings;
    approaches: ApproachRecord[];
    /** The path that it was read from, relative to `cwd` if it lies below. */
    file: string;
  };

export interface ScenarioPlaces {
  /** The folders in which names are looked up. The first that has the name wins. */
  directories: readonly string[];
  /** The folder at which relative paths start. By default it is the process's own. */
  cwd?: string;
}

/** Problems are reported in the order of the file. Those of overrides come after them. */
const AFTER_THE_FILE = Number.MAX_SAFE_INTEGER;

/** Nobody reads more than so many. */
const MOST_PROBLEMS = 50;

const EXTENSION = ".yaml";
export const SCENARIO_NAME = /^[\w][\w.-]*$/;
export const NAME_RULE = "must be named with letters, digits, -, _ and .";

/**
 * Loads a scenario by its name (`chat`) or by its path (anything with a slash, or ending in .yaml, .yml, .json), adds the approaches
 * of the command line (`NAME=SPEC`), and applies the `path=value` overrides. Throws PushbenchError `scenario-not-found` or `scenario-invalid` with all problems.
 */
export async function loadScenario(
  nameOrPath: string,
  options: ScenarioPlaces & { overrides?: readonly string[]; approaches?: readonly string[] },
): Promise<Scenario> {
  const { file, folder, ...read } = await readScenario(nameOrPath, options);
  if ("problem" in read) {
    const { line, problem } = read;
    throw invalid(file, [{ line: line ?? 0, at: line === undefined ? file : `${file}:${line}`, message: problem }]);
  }
  const { text } = read;
  const document = readDocument(text);
  const problems = document.syntaxProblems.map(({ line, message }) => ({ line, at: `${file}:${line}`, message }));
  const name = basename(file, extname(file));
  if (!SCENARIO_NAME.test(name)) problems.push({ line: 0, at: file, message: NAME_RULE });

  const value = document.value;
  if (!isRecord(value)) {
    const message = text.trim() === "" ? "is empty" : "must be a map of settings: title, source, flow, …";
    throw invalid(file, document.syntaxProblems.length > 0 ? problems : [...problems, { line: 0, at: file, message }]);
  }
  dropExtensions(value);
  const given = addApproaches(value, options.approaches ?? []);
  expandBuiltIns(value);
  const applied = (options.overrides ?? []).map((override) => applyOverride(value, override));
  expandBuiltIns(value);
  spreadTls(value);
  for (const one of applied) {
    if ("message" in one) problems.push({ line: AFTER_THE_FILE, at: `--set ${one.text}`, message: one.message });
  }
  for (const { at, problem } of given.problems) problems.push({ line: AFTER_THE_FILE, at, message: problem });
  const validated = await validateScenario(value);
  const overrides = applied.filter((one) => "path" in one);
  for (const issue of "issues" in validated ? validated.issues : []) {
    // Broken YAML swallows what follows it, so only what was read can be judged.
    if (document.syntaxProblems.length > 0 && issue.message.startsWith("is missing")) continue;
    problems.push(locate(issue, { file, document, overrides, given: given.names }));
  }
  if (problems.length > 0 || !("scenario" in validated)) throw invalid(file, problems);
  const scenario = scenarioOf(name, file, validated.scenario);
  const cwd = resolve(options.cwd ?? "");
  const approaches = scenario.approaches.map((one) => spelledIn(given.names.has(one.name) ? cwd : folder, one));
  const untrusted = (await trustIssues(approaches)).map((issue) =>
    locate(issue, { file, document, overrides, given: given.names }),
  );
  if (untrusted.length > 0) throw invalid(file, untrusted);
  return { ...scenario, approaches };
}

/** Relative paths begin where the approach was spelled out. */
function spelledIn(folder: string, approach: ApproachRecord): ApproachRecord {
  const { service } = approach;
  const trusted = withTrusted(approach, (ca) => resolve(folder, ca));
  if (service === undefined || !isStarted(service) || service.cwd === undefined) return trusted;
  return { ...trusted, service: { ...service, cwd: resolve(folder, service.cwd) } };
}

/** `x-…` at the top belongs to the author. It is a place for anchors, as in compose files. */
export function dropExtensions(value: Record<string, unknown>): void {
  for (const key of Object.keys(value)) if (key.startsWith("x-")) delete value[key];
}

export interface ScenarioListing {
  name: string;
  file: string;
  title?: string;
  use?: Use;
  flow?: Flow;
  clients?: number;
  /** Why the file cannot be run. */
  error?: string;
}

/** The scenarios of all folders, sorted by name. A folder that does not exist has none. */
export async function listScenarios(places: ScenarioPlaces): Promise<ScenarioListing[]> {
  const files = await scenarioFiles(places);
  return Promise.all(
    [...files].map(async ([name, path]) => {
      try {
        const { file, title, use, flow, clients } = await loadScenario(path, places);
        return { name, file, title, ...(use !== undefined && { use }), flow, clients };
      } catch (error) {
        if (!(error instanceof PushbenchError)) throw error;
        return { name, file: shownPath(path, resolve(places.cwd ?? "")), error: error.message };
      }
    }),
  );
}

/** The names that can be given instead of a path. */
export const scenarioNames = async (places: ScenarioPlaces): Promise<string[]> => [
  ...(await scenarioFiles(places)).keys(),
];

async function readScenario(
  nameOrPath: string,
  places: ScenarioPlaces,
): Promise<{ file: string; folder: string } & FileText> {
  const isPath = /[\\/]|\.(ya?ml|json)$/.test(nameOrPath);
  const files = isPath ? new Map<string, string>() : await scenarioFiles(places);
  const path = isPath ? resolve(places.cwd ?? "", nameOrPath) : files.get(nameOrPath);
  if (path === undefined) {
    const similar = nearest(nameOrPath, files.keys());
    throw new PushbenchError("scenario-not-found", `There is no scenario "${nameOrPath}".`, {
      hint: [
        similar === undefined ? "" : `Did you mean "${similar}"? `,
        files.size === 0
          ? `No scenarios in ${places.directories.join(", ")}.`
          : `Available: ${[...files.keys()].join(", ")}.`,
      ].join(""),
    });
  }
  const file = shownPath(path, resolve(places.cwd ?? "")) || nameOrPath;
  try {
    return { file, folder: dirname(resolve(path)), ...(await readFileText(path)) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "EISDIR" ? "it is a folder" : message;
    throw new PushbenchError(
      "scenario-not-found",
      code === "ENOENT" ? `There is no file ${file}.` : `${file} cannot be read: ${reason}`,
      { hint: "`pushbench list` shows the scenarios that can be named without a path.", cause: error },
    );
  }
}

/** Maps names to paths, sorted by name. */
async function scenarioFiles({ directories }: ScenarioPlaces): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const directory of directories) {
    for (const entry of await readdir(directory).catch(() => [])) {
      const name = basename(entry, EXTENSION);
      if (extname(entry) === EXTENSION && !files.has(name)) files.set(name, join(directory, entry));
    }
  }
  return new Map([...files].sort(([a], [b]) => a.localeCompare(b, "en")));
}

/** Turns a validated file into what a run takes. */
export function scenarioOf(name: string, file: string, scenario: ScenarioFile): Scenario {
  const {
    rooms,
    senders,
    description,
    use,
    approaches,
    arrivals,
    payload,
    objectives,
    faults,
    network,
    tls,
    gate,
    run,
  } = scenario;
  const usualSliceSeconds = faults.length > 0 ? run.measureSeconds : Math.min(USUAL_SLICE_SECONDS, run.measureSeconds);
  return {
    name,
    title: scenario.title.replaceAll(/\s*\n\s*/g, " "), // it is a heading, so several lines become one
    source: scenario.source,
    ...(description !== undefined && { description }),
    ...(use !== undefined && { use }),
    flow: scenario.flow,
    guarantee: scenario.guarantee,
    clients: scenario.clients,
    ...(rooms && { roomSize: rooms.size }),
    ...(senders && { senderSkew: senders.skew }),
    arrivals,
    payload,
    ...(faults.length > 0 && { faults }),
    ...(network && { network }),
    ...(tls !== undefined && { tls }),
    objectives,
    gate,
    run: { ...run, sliceSeconds: run.sliceSeconds ?? usualSliceSeconds },
    approaches: approachRecords(approaches),
    file,
  };
}

export type LocatedProblem = Problem & { line: number };

/** Finds the place where the user can mend it: the override that set the value, or else the line of the file. */
function locate(
  { path, message }: Issue,
  {
    file,
    document,
    overrides,
    given,
  }: { file: string; document: ScenarioDocument; overrides: Override[]; given: ReadonlySet<string> },
): LocatedProblem {
  const sets = overrides.findLast((one) => one.path.every((step, i) => step === String(path[i])));
  const brings = () => overrides.findLast((one) => path.every((step, i) => String(step) === one.path[i]));
  const override = sets ?? (document.has(path) ? undefined : brings());
  if (override) {
    const inside = path.length > override.path.length; // the override itself is quoted, but not what lies within its value
    const what = inside ? `${path.join(".")} ${message}` : message;
    return { line: AFTER_THE_FILE, at: `--set ${override.text}`, message: what };
  }
  const [top, name, ...inner] = path;
  if (top === "approaches" && given.has(String(name))) {
    const what = inner.length > 0 ? `${inner.map(shownKey).join(".")} ${message}` : message;
    return { line: AFTER_THE_FILE, at: `--approach ${name}`, message: what };
  }
  const line = document.lineOf(path);
  const place = line === undefined ? file : `${file}:${line}`;
  return { line: line ?? 0, at: `${place} ${path.map(shownKey).join(".")}`.trim(), message };
}

/** Makes one error of all problems. `file` is the name by which the message calls the scenario. */
export function invalid(file: string, found: LocatedProblem[]): PushbenchError {
  const sorted = found.sort((a, b) => a.line - b.line).map(({ at, message }) => ({ at, message }));
  // A value can be wrong in two ways with the same message: a huge number is neither whole nor within bounds.
  const all = [...new Map(sorted.map((problem) => [`${problem.at} ${problem.message}`, problem])).values()];
  const more = all.length > MOST_PROBLEMS ? [{ at: file, message: `${all.length - MOST_PROBLEMS} more` }] : [];
  return new PushbenchError("scenario-invalid", `${problemCount(all)} in ${file}`, {
    problems: [...all.slice(0, MOST_PROBLEMS), ...more],
  });
}
