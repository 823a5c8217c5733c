import { exitCodes, PushbenchError } from "../../errors.js";
import { defineCommand } from "../command.js";
import { scenarioPlaces } from "../environment.js";
import { errorText } from "../error-text.js";
import { setOption } from "../shared-options.js";

export const validate = defineCommand({
  name: "validate",
  describe: "Check scenario files and list everything that is wrong with them",
  positionals: {
    scenario: {
      type: "string",
      array: true,
      required: true,
      completedWith: "scenarios",
      describe: "Names or paths of scenario files",
    },
  },
  options: {
    set: setOption,
  },
  examples: [
    ["$0 validate chat", "a shipped scenario"],
    ["$0 validate scenarios/*.yaml", "all of your own"],
  ],

  async run(environment, { scenario, set }) {
    const { loadScenario } = await import("../../scenario/load.js");
    let exitCode: number = exitCodes.pass;
    for (const nameOrPath of scenario) {
      try {
        const { file, title } = await loadScenario(nameOrPath, { ...scenarioPlaces(environment), overrides: set });
        environment.stdout.write(`ok: ${file} (${title})\n`);
      } catch (error) {
        if (!(error instanceof PushbenchError)) throw error;
        environment.stderr.write(errorText(error, environment.program));
        exitCode = error.exitCode;
      }
    }
    return exitCode;
  },
});
