/** Plays stacks side by side, beside the reference services: each is checked before its speed may be printed, and once more after. */
import path from "node:path";
import { type BenchRequest, runBench } from "../bench/bench.js";
import type { PushbenchError } from "../errors.js";
import { withDerived } from "../reporters/derived.js";
import { renderBeside } from "../reporters/registry.js";
import type { ApproachRecord, Result } from "../result/result.js";
import { selectApproaches, usualApproaches } from "../scenario/approaches.js";
import type { Scenario } from "../scenario/load.js";
import { requirePlayable } from "../scenario/own-services.js";
import { cardOf } from "../transports/registry.js";
import { approachOf, obstacle, recordOf } from "./approach.js";
import { type CheckPlace, checkStack, isSound } from "./check-stack.js";
import { capacityOfMachine, groupsOf } from "./groups.js";
import { installationOf, isInstalled, notInstalled } from "./installation.js";
import { problemsOf, withoutApproaches } from "./of-run.js";
import type { Stack } from "./stack.js";

export interface SideBySide {
  /** The runs without the figures of stacks whose check failed. */
  results: Result[];
  /** Stacks without figures, each with the reason. */
  leftOut: { name: string; why: string }[];
  /** Why a run broke off. What it had finished is in the results. */
  failure?: PushbenchError;
}

export interface PlayPlace extends CheckPlace {
  cwd: string;
  /** One sentence about what is being done. */
  say(sentence: string): void;
  /** What every run has in common. */
  request: Pick<
    BenchRequest,
    "scenarioGiven" | "overrides" | "quick" | "pushbenchVersion" | "program" | "generators" | "listeners"
  >;
  directory: string;
}

export async function playStacks(stacks: readonly Stack[], scenario: Scenario, place: PlayPlace): Promise<SideBySide> {
  const leftOut: SideBySide["leftOut"] = [];
  const playing: { stack: Stack; approach: ApproachRecord }[] = [];
  await refuseUnplayable(stacks, scenario);
  for (const stack of stacks) {
    const chosen = await chosenOf(stack, scenario, place);
    if ("why" in chosen) leftOut.push({ name: stack.name, why: chosen.why });
    else playing.push({ stack, approach: chosen });
  }
  const played: Result[] = [];
  const references = playing.length === 0 ? [] : await referencesOf(scenario);
  const groups = groupsOf(
    playing.map(({ approach }) => approach),
    references,
    scenario,
    capacityOfMachine(),
  );
  for (const [i, group] of groups.entries()) {
    if (groups.length > 1) place.say(`Run ${i + 1} of ${groups.length}`);
    const folder = groups.length > 1 ? path.join(place.directory, `run-${i + 1}`) : place.directory;
    const { result, file, failure } = await runBench({
      ...place.request,
      scenario: { ...scenario, approaches: [...group, ...references] },
      directory: folder,
      entries: place.entries,
      port: 0,
      signal: place.signal,
    });
    if (failure && (place.signal.aborted || result.rounds.length === 0)) throw failure;
    const unsound = new Set<string>();
    for (const { stack } of playing.filter(({ approach }) => group.includes(approach))) {
      const why = await unsoundness(stack, scenario, place, "after the run");
      if (why === undefined) continue;
      unsound.add(stack.name);
      leftOut.push({ name: stack.name, why });
    }
    const kept = withoutApproaches(result, [...unsound]);
    file.write(withDerived(kept));
    file.writeBeside(renderBeside(kept));
    played.push(kept);
    if (failure) return { results: played, leftOut, failure };
  }
  return { results: played, leftOut };
}

/** Before minutes are spent on checks. */
async function refuseUnplayable(stacks: readonly Stack[], scenario: Scenario): Promise<void> {
  const obstacles = await Promise.all(stacks.map((stack) => obstacle(stack, scenario)));
  const able = stacks.filter((_, i) => obstacles[i] === undefined);
  const approaches = await Promise.all(able.map((stack) => approachOf(stack, scenario)));
  await requirePlayable({ ...scenario, approaches });
}

/** The usual approach of each transport that has a part in the flow, played by its reference service. */
async function referencesOf(scenario: Scenario): Promise<ApproachRecord[]> {
  const names = Object.entries(usualApproaches).flatMap(([name, { transport }]) =>
    cardOf(transport).cannotPlay?.[scenario.flow] === undefined ? [name] : [],
  );
  return (await selectApproaches({ ...scenario, approaches: [] }, names)).approaches;
}

async function chosenOf(stack: Stack, scenario: Scenario, place: PlayPlace): Promise<ApproachRecord | { why: string }> {
  const cannot = await obstacle(stack, scenario);
  if (cannot !== undefined) return { why: `cannot play it: ${cannot}` };
  const installation = await installationOf(stack, place);
  if (!isInstalled(installation)) return { why: notInstalled(installation) };
  const why = await unsoundness(stack, scenario, place, "before the run");
  if (why !== undefined) return { why };
  const approach = await approachOf(await place.builds.of(stack, place.signal), scenario);
  return recordOf(approach, stack, installation.version);
}

async function unsoundness(
  stack: Stack,
  scenario: Scenario,
  place: PlayPlace,
  when: string,
): Promise<string | undefined> {
  place.say(`Checking ${stack.name} ${when}`);
  const checked = await checkStack(stack, scenario, place);
  if (isSound(checked)) return undefined;
  return `the check failed ${when}: ${problemsOf(checked)
    .map(({ message }) => message)
    .join("; ")}`;
}
