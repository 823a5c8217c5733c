/** A program may spell a scenario out. It is checked as a file is, with the same defaults and the same words for what is wrong. */

import type { z } from "../schema.js";
import { shownKey } from "./document.js";
import type { Issue } from "./explain.js";
import {
  dropExtensions,
  invalid,
  type LocatedProblem,
  NAME_RULE,
  SCENARIO_NAME,
  type Scenario,
  scenarioOf,
} from "./load.js";
import { isRecord, plainCopy } from "./plain.js";
import type { ScenarioSchema } from "./schema.js";
import { expandBuiltIns, spreadTls } from "./spell-out.js";
import { trustIssues } from "./trust.js";
import { validateScenario } from "./validate.js";

/** It holds what a scenario file may say, and the name that a file has from its path. What has a default may be left out. */
export type ScenarioInput = z.input<ScenarioSchema> & { name: string };

/** Checks the input and fills in the defaults. Rejects with PushbenchError `scenario-invalid` with all problems, each by its path in the input. */
export async function defineScenario(input: ScenarioInput): Promise<Scenario> {
  const copy = plainCopy(input);
  if ("message" in copy) throw invalid("the scenario", [{ line: 0, at: shownPath(copy.path), message: copy.message }]);
  if (!isRecord(copy.value)) {
    throw invalid("the scenario", [
      { line: 0, at: "the scenario", message: "must be an object: name, title, source, …" },
    ]);
  }
  const { name, ...value } = copy.value;
  const isNamed = typeof name === "string" && SCENARIO_NAME.test(name);
  const problems = isNamed ? [] : [{ line: 0, at: "name", message: NAME_RULE }];
  dropExtensions(value);
  expandBuiltIns(value);
  spreadTls(value);
  const validated = await validateScenario(value);
  const issues = "issues" in validated ? validated.issues : [];
  problems.push(...issues.map(shown));
  if (!isNamed || "issues" in validated) throw invalid(isNamed ? `the scenario ${name}` : "the scenario", problems);
  const scenario = scenarioOf(name, "", validated.scenario);
  const untrusted = await trustIssues(scenario.approaches);
  if (untrusted.length === 0) return scenario;
  throw invalid(`the scenario ${name}`, untrusted.map(shown));
}

const shown = ({ path, message }: Issue): LocatedProblem => ({ line: 0, at: shownPath(path), message });
const shownPath = (path: readonly (string | number)[]): string => path.map(shownKey).join(".") || "the scenario";
