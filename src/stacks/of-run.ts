/** Stacks that take part in a run by `stack:NAME`: each is installed, can play the scenario, and is checked before it and once more after. */
import { type Problem, PushbenchError } from "../errors.js";
import type { ApproachRecord, Result } from "../result/result.js";
import { STACK_PREFIX } from "../scenario/compared.js";
import { type Asked, approachOf, recordOf } from "./approach.js";
import { type Checked, type CheckPlace, checkStack, isSound } from "./check-stack.js";
import { installationOf, isInstalled } from "./installation.js";
import type { Stack } from "./stack.js";
import { type StackPlaces, stackOf } from "./stack-folders.js";

export interface StacksPlace extends StackPlaces, CheckPlace {}

export class StacksOfRun {
  /** The names as approaches have them, those of stacks without the prefix. */
  readonly names: readonly string[];
  readonly approaches: readonly ApproachRecord[];
  readonly #stacks: readonly Stack[];
  readonly #scenario: Asked;
  readonly #place: CheckPlace;

  private constructor(names: readonly string[], played: readonly Played[], scenario: Asked, place: CheckPlace) {
    this.names = names;
    this.approaches = played.map(({ approach }) => approach);
    this.#stacks = played.map(({ stack }) => stack);
    this.#scenario = scenario;
    this.#place = place;
  }

  /** Of the names of approaches as they were given. Throws stack-not-found, stack-invalid, stack-unplayable, stack-not-installed. */
  static async of(names: readonly string[], scenario: Asked, place: StacksPlace): Promise<StacksOfRun> {
    const wanted = names.filter((name) => name.startsWith(STACK_PREFIX)).map((name) => name.slice(STACK_PREFIX.length));
    const stacks = await Promise.all([...new Set(wanted)].map((name) => stackOf(name, place)));
    for (const stack of stacks) await approachOf(stack, scenario); // before time is spent on what cannot be played
    const versions = await Promise.all(stacks.map((stack) => requireInstalled(stack, place)));
    const played = await Promise.all(
      stacks.map(async (stack, i) => {
        const approach = await approachOf(await place.builds.of(stack, place.signal), scenario);
        return { stack, approach: recordOf(approach, stack, versions[i]!) };
      }),
    );
    const shown = names.map((name) => (name.startsWith(STACK_PREFIX) ? name.slice(STACK_PREFIX.length) : name));
    return new StacksOfRun(shown, played, scenario, place);
  }

  /** Throws PushbenchError stack-check-failed with all that is wrong. */
  async requireSound(): Promise<void> {
    const failure = failureOf(await this.#check());
    if (failure !== undefined) throw failure;
  }

  /** Checks all once more. The figures of those that do not do their work any more are taken out of the result. */
  async afterRun(result: Result): Promise<{ result: Result; failure?: PushbenchError }> {
    const checked = await this.#check();
    const failure = failureOf(checked);
    if (failure === undefined) return { result };
    const unsound = checked.flatMap((one) => (isSound(one) ? [] : one.stack));
    const { code, message } = failure;
    return { result: { ...withoutApproaches(result, unsound), state: "failed", failure: { code, message } }, failure };
  }

  /** One after the other, so that a machine with two CPUs starts one service at a time. */
  async #check(): Promise<Checked[]> {
    const all: Checked[] = [];
    for (const stack of this.#stacks) all.push(await checkStack(stack, this.#scenario, this.#place));
    return all;
  }
}

interface Played {
  stack: Stack;
  approach: ApproachRecord;
}

/** Resolves with the version. */
async function requireInstalled(stack: Stack, place: { cwd: string; signal: AbortSignal }): Promise<string> {
  const installation = await installationOf(stack, place);
  if (isInstalled(installation)) return installation.version;
  const { missing, install } = installation;
  throw new PushbenchError("stack-not-installed", `The stack ${stack.name} is not installed: ${missing}`, {
    hint: install === "" ? "docs/stacks.md says what stacks need." : `Install it: ${install}`,
  });
}

/** With all that was found; undefined where every stack does its work. */
function failureOf(checked: readonly Checked[]): PushbenchError | undefined {
  const unsound = checked.filter((one) => !isSound(one));
  if (unsound.length === 0) return undefined;
  const names = unsound.map(({ stack }) => stack).join(", ");
  const who = unsound.length === 1 ? `The stack ${names} does` : `The stacks ${names} do`;
  return new PushbenchError("stack-check-failed", `${who} not do the work that its figures would be about.`, {
    problems: unsound.flatMap(problemsOf),
    hint: "`pushbench stacks check` shows the whole check. Its figures are not kept.",
  });
}

export function problemsOf({ stack, findings, failure }: Checked): Problem[] {
  const at = `${STACK_PREFIX}${stack}`;
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
