import { exitCodes } from "../../errors.js";
import { defineCommand } from "../command.js";
import { scenarioPlaces } from "../environment.js";
import { jsonOption } from "../shared-options.js";

export const list = defineCommand({
  name: "list",
  describe: "List the scenarios by what they are used for: your own (./scenarios) and the shipped ones",
  positionals: {},
  options: {
    json: jsonOption,
  },
  examples: [["$0 list", "names, flows and titles of all scenarios"]],

  async run(environment, { json }) {
    const { listScenarios } = await import("../../scenario/load.js");
    const scenarios = await listScenarios(scenarioPlaces(environment));
    if (json) {
      environment.stdout.write(`${JSON.stringify(scenarios, null, 2)}\n`);
      return exitCodes.pass;
    }
    const { listByUse } = await import("../list/by-use.js");
    environment.stdout.write(listByUse(scenarios));
    return exitCodes.pass;
  },
});
