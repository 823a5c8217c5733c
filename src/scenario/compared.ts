/** The scenario of a command line with the approaches that are compared: those of --approach and --approaches, or all of its own. */
import { PushbenchError } from "../errors.js";
import { readApproach } from "./approach-spec.js";
import { namesOf, selectApproaches } from "./approaches.js";
import { loadScenario, type Scenario, type ScenarioPlaces } from "./load.js";

export interface ComparedOptions extends ScenarioPlaces {
  overrides?: readonly string[];
  /** `NAME=SPEC`, as --approach takes them. */
  approach?: readonly string[];
  /** Names, separated by commas, as --approaches takes them. */
  approaches?: string | undefined;
}

/** What stands before the name of a stack in --approaches. Only a bench plays stacks. */
export const STACK_PREFIX = "stack:";

/** Rejects as loadScenario and selectApproaches do. */
export async function loadCompared(nameOrPath: string, options: ComparedOptions): Promise<Scenario> {
  const { approach = [], approaches, ...rest } = options;
  const scenario = await loadScenario(nameOrPath, { ...rest, approaches: approach });
  const names = comparedNames(approach, approaches);
  const stack = names?.find((name) => name.startsWith(STACK_PREFIX));
  if (stack !== undefined) {
    throw new PushbenchError("usage", `${stack} is for a bench: here stacks take no part.`, {
      hint: "`pushbench bench --approaches` compares stacks; --approach takes any service of your own.",
    });
  }
  return names === undefined ? scenario : selectApproaches(scenario, names);
}

/** Those of --approaches in their order, then those of --approach that are not among them. Undefined when neither was given. */
export function comparedNames(approach: readonly string[], approaches: string | undefined): string[] | undefined {
  if (approaches === undefined && approach.length === 0) return undefined;
  const chosen = namesOf(approaches ?? "");
  const given = approach.flatMap((text) => readApproach(text).name ?? []);
  return [...chosen, ...given.filter((name) => !chosen.includes(name))];
}
