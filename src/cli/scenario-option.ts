/** Which scenario is meant: the same for every command that plays one. */
export const scenarioOption = {
  type: "string",
  required: true,
  firstWord: true,
  completedWith: "scenarios",
  describe: "A scenario's name (see list) or a path to a scenario file; may also be the first word",
} as const;
