/** Options that every study takes. */
import { fleetOptions } from "../fleet/fleet-options.js";
import {
  anyScenarioOption,
  approachesOption,
  approachOption,
  generatorsOption,
  jsonLinesOption,
  liveOption,
  reportsFolderOption,
  setOption,
} from "../shared-options.js";

/** What is played. */
export const studiedOptions = {
  scenario: anyScenarioOption,
  set: setOption,
  approach: approachOption,
  approaches: approachesOption,
} as const;

/** Where it is kept, how it goes on, and how it is played and told. A study that goes on has the generators that it had. */
export const studyOptions = {
  out: reportsFolderOption("reports"),
  resume: { type: "string", describe: "Go on with the study of this folder, as it was asked for when it began" },
  json: jsonLinesOption,
  live: liveOption,
  generators: {
    type: "number",
    whole: true,
    min: generatorsOption.min,
    describe: `${generatorsOption.describe} (default: ${generatorsOption.default})`,
  },
  ...fleetOptions,
} as const;

/** How often each point of a sweep or crossover is played. */
export const roundsOfPoints = {
  type: "number",
  whole: true,
  min: 1,
  max: 100,
  describe: "How often each point is played (default: 6, the fewest for an interval)",
} as const;
