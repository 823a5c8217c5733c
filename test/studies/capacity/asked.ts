/** A shipped scenario as a study asks for it. */
import type { Scenario } from "../../../src/scenario/load.js";
import { loadScenario } from "../../../src/scenario/load.js";
import { questionOf } from "../../../src/studies/capacity/question.js";
import type { CapacityRecord, Question } from "../../../src/studies/capacity/record.js";

export const scenarioOf = (name: string, ...overrides: string[]): Promise<Scenario> =>
  loadScenario(name, { directories: ["scenarios"], overrides });

export const questionAbout = async (name: string, seconds: number, ...overrides: string[]): Promise<Question> =>
  questionOf({
    scenario: await scenarioOf(name, ...overrides),
    scenarioGiven: name,
    overrides,
    approachesGiven: [],
    trials: 24,
    seconds,
    generators: 1,
  });

/** A study that has not begun. */
export const recordOf = (question: Question): CapacityRecord => ({
  schemaVersion: 1,
  study: "capacity",
  pushbenchVersion: "0.1.0",
  program: "pushbench",
  state: "running",
  startedAt: "2026-01-02T10:00:00.000Z",
  question,
  trials: [],
  answers: [],
  reference: question.scenario.approaches.at(-1)!.name,
  ratios: [],
});
