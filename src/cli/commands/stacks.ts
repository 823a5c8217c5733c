/** `pushbench stacks` lists the services that people run, checks that they do their work, and plays them side by side. */
import { PushbenchError } from "../../errors.js";
import { defineCommand } from "../command.js";
import { stackPlaces } from "../environment.js";
import { jsonOption, reportsFolderOption, setOption } from "../shared-options.js";

const actions = ["list", "check", "bench"] as const;

export const stacks = defineCommand({
  name: "stacks",
  describe: "Services that people run: what is installed, whether each does its work, and all side by side",
  positionals: {
    action: {
      type: "string",
      choices: actions,
      describe: "list shows them, check starts and checks them, bench checks and compares them",
    },
    name: { type: "string", array: true, completedWith: "stacks", describe: "Names of stacks (default: all of them)" },
  },
  options: {
    json: jsonOption,
    scenario: { type: "string", completedWith: "scenarios", describe: "bench: the scenario that they play" },
    set: setOption,
    quick: { type: "boolean", describe: "bench: one short round, which is no evidence" },
    out: reportsFolderOption("reports/stacks"),
    docs: { type: "string", describe: "bench: a page that gets the table between its markers" },
  },
  examples: [
    ["$0 stacks", "what there is, and the command that installs what is missing"],
    ["$0 stacks check express", "starts it and holds it against what a receiver must do"],
    ["$0 stacks bench --scenario payment", "all installed receivers and servers of events, in turns"],
  ],

  async run(environment, args) {
    const { action = "list", name: names, json, ...ofBench } = args;
    const { scenario } = ofBench;
    if (action !== "bench") refuseOptionsOfBench(ofBench, action);
    else if (scenario === undefined) throw new PushbenchError("usage", "--scenario is required.");
    const { namedStacks } = await import("../../stacks/stack-folders.js");
    const listings = await namedStacks(names, stackPlaces(environment));
    const interrupt = new AbortController();
    const stopListening = environment.onInterrupt(() => interrupt.abort());
    const given = { environment, listings, json, signal: interrupt.signal };
    try {
      if (action === "list") return await (await import("../stacks/list.js")).listed(given);
      if (action === "check") return await (await import("../stacks/check.js")).checked(given);
      return await (await import("../stacks/bench.js")).benched(given, { ...ofBench, scenario: scenario! });
    } finally {
      stopListening();
    }
  },
});

function refuseOptionsOfBench(options: Record<string, unknown>, action: string): void {
  const isGiven = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value));
  const given = Object.keys(options).find((name) => isGiven(options[name]));
  if (given === undefined) return;
  throw new PushbenchError("usage", `--${given} belongs to \`stacks bench\`, and this is \`stacks ${action}\`.`, {
    hint: "See `pushbench stacks --help`.",
  });
}
