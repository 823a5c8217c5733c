import { exitCodes } from "../../errors.js";
import { defineCommand } from "../command.js";
import { scenarioPlaces } from "../environment.js";
import { jsonOption } from "../shared-options.js";

export const list = defineCommand({
  name: "list",
  describe: "List the scenarios: your own (./scenarios) and the shipped ones",
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
    const rows = scenarios.map(({ name, flow, title, error }) => [name, flow ?? "-", title ?? `(${error})`] as const);
    const [nameWidth, flowWidth] = [0, 1].map((column) => Math.max(8, ...rows.map((row) => row[column]!.length)));
    for (const [name, flow, text] of [["scenario", "flow", "title"], ...rows]) {
      environment.stdout.write(`${name!.padEnd(nameWidth!)}  ${flow!.padEnd(flowWidth!)}  ${text}\n`);
    }
    return exitCodes.pass;
  },
});
