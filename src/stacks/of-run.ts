/** Stacks that take part in a run by `stack:NAME`: each is installed, can play the scenario, and is checked before it and once more after. */
import { type Problem, PushbenchError } from "../errors.js";
import type { ApproachRecord, Result } from "../result/result.js";
import { type Asked, approachOf } from "./approach.js";
import type { Builds } from "./builds.js";
import { type Checked, type CheckPlace, checkStack, isSound } from "./check-stack.js";
import { installationOf, isInstalled } from "./installation.js";
import type { Stack } from "./stack.js";
import { type StackPlaces, stackOf } from "./stack-folders.js";

const PREFIX = "stack:";

export interface StacksOfRun {
  /** The names as approaches have them, those of stacks without the prefix. */
  names: string[];
  approaches: ApproachRecord[];
  stacks: Stack[];
}

/** Throws stack-not-found, stack-invalid, stack-unplayable and stack-not-installed. */
export async function stacksOfRun(
  names: readonly string[],
  scenario: Asked,
  { signal, builds, ...places }: StackPlaces & { signal: AbortSignal; builds: Builds },
): Promise<StacksOfRun> {
  const wanted = names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
  const stacks = await Promise.all([...new Set(wanted)].map((name) => stackOf(name, places)));
  for (const stack of stacks) await approachOf(stack, scenario); // before the time is spent on what cannot be played
  await Promise.all(stacks.map((stack) => requireInstalled(stack, { cwd: places.cwd, signal })));
  const built = await Promise.all(stacks.map((stack) => builds.of(stack, signal)));
  const approaches = await Promise.all(built.map((stack) => approachOf(stack, scenario)));
  return {
    names: names.map((name) => (name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name)),
    approaches,
    stacks,
  };
}

async function requireInstalled(stack: Stack, place: { cwd: string; signal: AbortSignal }): Promise<void> {
  const installation = await installationOf(stack, place);
  if (isInstalled(installation)) return;
  const { missing, install } = installation;
  throw new PushbenchError("stack-not-installed", `The stack ${stack.name} is not installed: ${missing}`, {
    hint: install === "" ? "docs/stacks.md says what stacks need." : `Install it: ${install}`,
  });
}

/** One after the other, so that a machine with two CPUs starts one service at a time. */
export async function checkAll(
  stacks: readonly Stack[],
  { flow }: Pick<Asked, "flow">,
  place: CheckPlace,
): Promise<Checked[]> {
  const all: Checked[] = [];
  for (const stack of stacks) all.push(await checkStack(stack, flow, place));
  return all;
}

/** Throws PushbenchError stack-check-failed with all that was found. */
export function requireSound(checked: readonly Checked[], hint: string): void {
  const unsound = checked.filter((one) => !isSound(one));
  if (unsound.length === 0) return;
  const [names, several] = [unsound.map(({ stack }) => stack).join(", "), unsound.length > 1];
  throw new PushbenchError(
    "stack-check-failed",
    `The stack${several ? "s" : ""} ${names} do${several ? "" : "es"} not do the work that the figures would be about.`,
    { problems: unsound.flatMap(problemsOf), hint },
  );
}

export function problemsOf({ stack, findings, failure }: Checked): Problem[] {
  const at = `${PREFIX}${stack}`;
  const unmet = findings.filter(({ met }) => !met);
  return [
    ...(failure === undefined ? [] : [{ at, message: failure }]),
    ...unmet.map(({ what, saw }) => ({ at, message: saw === undefined ? what : `${what}; but: ${saw}` })),
    ...(failure === undefined && findings.length === 0 ? [{ at, message: "the check looked at nothing" }] : []),
  ];
}

/** The result without the figures of these approaches, because they are about work that was not done. */
export function withoutApproaches(result: Result, names: readonly string[]): Result {
  const stays = (name: string | undefined): boolean => name === undefined || !names.includes(name);
  return {
    ...result,
    approaches: result.approaches.filter(({ name }) => stays(name)),
    rounds: result.rounds.map((round) => ({
      ...round,
      ...(round.startOrder && { startOrder: round.startOrder.filter(stays) }),
      approaches: round.approaches.filter(({ approach }) => stays(approach)),
    })),
    warnings: result.warnings.filter(({ approach }) => stays(approach)),
  };
}
