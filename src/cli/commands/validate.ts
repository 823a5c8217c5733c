import { exitCodes, PushbenchError } from "../../errors.js";
import { defineCommand } from "../command.js";
import { scenarioPlaces } from "../environment.js";
import { errorText } from "../error-text.js";
import { approachOption, setOption } from "../shared-options.js";

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
    approach: approachOption,
  },
  examples: [
    ["$0 validate chat", "a shipped scenario"],
    ["$0 validate scenarios/*.yaml", "all of your own"],
    ["$0 validate payment --approach 'mine=http://localhost:5000/hook python3 app.py'", "an approach of your own"],
  ],

  async run(environment, { scenario, set, approach }) {
    const { loadScenario } = await import("../../scenario/load.js");
    const { serviceLine } = await import("../service-line.js");
    let exitCode: number = exitCodes.pass;
    for (const nameOrPath of scenario) {
      try {
        const given = { overrides: set, approaches: approach };
        const { file, title, approaches } = await loadScenario(nameOrPath, {
          ...scenarioPlaces(environment),
          ...given,
        });
        const services = approaches.flatMap((one) => serviceLine(one) ?? []);
        environment.stdout.write([`ok: ${file} (${title})`, ...services, ""].join("\n"));
      } catch (error) {
        if (!(error instanceof PushbenchError)) throw error;
        environment.stderr.write(errorText(error, environment.program));
        exitCode = error.exitCode;
      }
    }
    return exitCode;
  },
});
