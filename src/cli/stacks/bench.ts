/** `pushbench stacks bench`: the installed stacks that can play a scenario side by side, and a table for a page. */

import { readFile } from "node:fs/promises";
import path from "node:path";
import { exitCodes, PushbenchError } from "../../errors.js";
import { betweenMarkers, writeMeasured } from "../../files/docs-page.js";
import { packageVersion } from "../../files/installed.js";
import { shownPath } from "../../files/shown-path.js";
import { loadScenario } from "../../scenario/load.js";
import { shellWord } from "../../shell-word.js";
import { Builds } from "../../stacks/builds.js";
import { playStacks } from "../../stacks/play.js";
import { serviceRows, stacksTable } from "../../stacks/table.js";
import { scenarioPlaces } from "../environment.js";
import { progressKinds } from "../progress.js";
import { quickOverrides } from "../quick-scenario.js";
import { runFolder } from "../run-folder.js";
import { checkPlace } from "./check-place.js";
import type { Given } from "./given.js";

export interface BenchOptions {
  scenario: string;
  set: string[];
  quick: boolean;
  out: string | undefined;
  docs: string | undefined;
}

export async function benched(
  { environment, listings, json, signal }: Given,
  { scenario: asked, set, quick, out, docs }: BenchOptions,
): Promise<number> {
  const load = (overrides: string[]) => loadScenario(asked, { ...scenarioPlaces(environment), overrides });
  const loaded = await load(set);
  const scenario = quick ? await load([...quickOverrides(loaded), ...set]) : loaded;
  const page = docs === undefined ? undefined : path.resolve(environment.cwd, docs);
  const command = `pushbench -- stacks bench --scenario ${shellWord(scenario.name)}`;
  if (page !== undefined) await requireMarkers(page, command);
  const stacks = listings.map((listing) => {
    if ("error" in listing) throw listing.error;
    return listing.stack;
  });
  const { stderr, cwd } = environment;
  const progress = progressKinds[stderr.isTTY ? "live" : "plain"](stderr, {
    rounds: scenario.run.rounds,
    nowMs: () => performance.now(),
  });
  const { path: directory, release } = runFolder(environment, out, `reports/stacks/${scenario.name}`);
  const builds = new Builds();
  try {
    const played = await playStacks(stacks, scenario, {
      ...{ ...checkPlace(environment), builds, signal, cwd, directory },
      say(sentence) {
        progress.end();
        stderr.write(`${sentence} …\n`);
      },
      request: {
        ...{ scenarioGiven: asked, overrides: set, quick, generators: 1, listeners: [progress.listener] },
        ...{ pushbenchVersion: packageVersion(environment.packageDirectory), program: environment.program },
      },
    });
    progress.end();
    const table = stacksTable(played);
    const { leftOut, failure } = played;
    if (page !== undefined && failure === undefined) writeMeasured(page, command, table);
    if (json) {
      environment.stdout.write(
        `${JSON.stringify({ directory, services: serviceRows(played.results), leftOut, table }, null, 2)}\n`,
      );
    } else environment.stdout.write(`${table}\n\nReports: ${shownPath(directory, cwd)}\n`);
    if (failure) throw failure;
    return played.results.length === 0 ? exitCodes.unmeasured : exitCodes.pass;
  } finally {
    progress.end();
    builds.remove();
    release();
  }
}

/** Before an hour is spent on what could not be written there. */
async function requireMarkers(page: string, command: string): Promise<void> {
  const text = await readFile(page, "utf8").catch((cause: Error) => {
    throw new PushbenchError("usage", `--docs: ${page} cannot be read: ${cause.message}`, { cause });
  });
  betweenMarkers(text, command, "");
}
