/** Options that mean the same for several commands: declared once, so that they are called, described and limited alike. */

export const DEFAULT_HISTORY = "reports/history.ndjson";

/** Which scenario is meant: for every command that plays one. */
export const scenarioOption = {
  type: "string",
  required: true,
  firstWord: true,
  completedWith: "scenarios",
  describe: "A scenario's name (see list) or a path to a scenario file; may also be the first word",
} as const;

export const setOption = {
  type: "string",
  array: true,
  describe: "Override a value of the scenario: --set clients=1000",
} as const;

export const approachesOption = {
  type: "string",
  describe: "Names, separated by commas: the scenario's own or built-in ones",
} as const;

export const generatorsOption = {
  type: "number",
  whole: true,
  min: 1,
  default: 1,
  describe: "Processes that share the clients' side",
} as const;

/** `parent`: where runs that name no folder have theirs. */
export const reportsFolderOption = (parent: string) =>
  ({ type: "string", describe: `Folder for the reports (default: ${parent}/<scenario>/<time>)` }) as const;

/** The path of a result, among the words of the command line. */
export const resultPositional = { type: "string", describe: "result.json or its folder", required: true } as const;

export const jsonOption = { type: "boolean", describe: "Print JSON" } as const;

/** For commands that say how far they are. */
export const jsonLinesOption = { type: "boolean", describe: "Print progress and outcome as JSON lines" } as const;
