/**
 * Options that mean the same for several commands. They are declared once, so that names, descriptions and limits are the
 * same.
 */

export const DEFAULT_HISTORY = "reports/history.ndjson";

/** Names the scenario, where there may be none. */
export const anyScenarioOption = {
  type: "string",
  firstWord: true,
  completedWith: "scenarios",
  describe: "A scenario's name (see list) or the path of a scenario file; may also be the first word",
} as const;

/** Names the scenario, for every command that plays one. */
export const scenarioOption = { ...anyScenarioOption, required: true } as const;

export const setOption = {
  type: "string",
  array: true,
  describe: "Override a value of the scenario: --set clients=1000",
} as const;

export const approachesOption = {
  type: "string",
  describe: "Names of approaches, separated by commas: the scenario's own or built-in ones",
} as const;

export const allowRemoteOption = {
  type: "string",
  array: true,
  describe: "Load a service beyond this machine that proves it is yours: HOST[,events=500][,seconds=300][,clients=500]",
} as const;

/** For every command that takes --approaches: see scenario/approach-spec.ts. */
export const approachOption = {
  type: "string",
  array: true,
  describe: "An approach of your own: 'mine=http://localhost:5000/hook python3 app.py', or mine={…} as in a scenario",
} as const;

export const generatorsOption = {
  type: "number",
  whole: true,
  min: 1,
  default: 1,
  describe: "How many processes share the clients' side",
} as const;

/** `parent` is the folder in which runs without --out get theirs. */
export const reportsFolderOption = (parent: string) =>
  ({ type: "string", describe: `Folder for the reports (default: ${parent}/<scenario>/<time>)` }) as const;

/** The path of a result, as a word of the command line. */
export const resultPositional = { type: "string", describe: "result.json or its folder", required: true } as const;

export const jsonOption = { type: "boolean", describe: "Print JSON" } as const;

/** For commands that show their progress. */
export const pricesOption = {
  type: "string",
  describe: "A price list, for what is said of money: prices/aws-us-east-1.yaml is an example",
} as const;
export const liveOption = {
  type: "boolean",
  describe: "Show the run on a page of this machine while it goes on, which becomes its report; prints the address",
} as const;
export const jsonLinesOption = { type: "boolean", describe: "Print progress and outcome as JSON lines" } as const;
