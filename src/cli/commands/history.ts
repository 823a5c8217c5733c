import { exitCodes, PushbenchError } from "../../errors.js";
import { defineCommand } from "../command.js";
import { DEFAULT_HISTORY, jsonOption } from "../shared-options.js";

const DEFAULT_RUNS = 100;

export const history = defineCommand({
  name: "history",
  describe: "Show the trend over past gate runs and the points at which it changed; fails nothing",
  positionals: {},
  options: {
    file: { type: "string", describe: `The history that gate runs append to (default: ${DEFAULT_HISTORY})` },
    scenario: { type: "string", describe: "Only this scenario" },
    approach: { type: "string", describe: "Only this approach" },
    metric: { type: "string", describe: "Only this metric, such as latency-p50" },
    last: {
      type: "number",
      whole: true,
      min: 1,
      default: DEFAULT_RUNS,
      describe: "How many of the newest runs to show per machine and workload",
    },
    out: { type: "string", describe: "Folder for an SVG chart per metric (default: none are written)" },
    json: jsonOption,
  },
  examples: [
    ["$0 history", "tables of all scenarios, machines and workloads"],
    ["$0 history --scenario chat --out reports/trend", "the same for one scenario, with charts"],
  ],

  async run(environment, { file, out, json, last, ...selection }) {
    const { resolve } = await import("node:path");
    const { readHistory } = await import("../../trend/history.js");
    const { chartsOf } = await import("../../trend/series.js");
    const { trendText } = await import("../../trend/text.js");
    const { printMarkdown } = await import("../terminal.js");
    const source = resolve(environment.cwd, file ?? DEFAULT_HISTORY);
    const read = await readHistory(source);
    if (read === undefined && file !== undefined) {
      throw new PushbenchError("usage", `There is no history at ${source}.`, {
        hint: `Every gate run adds a line to ${DEFAULT_HISTORY}.`,
      });
    }
    const { entries, problems } = read ?? { entries: [], problems: [] };
    for (const { line, message } of problems) {
      environment.stderr.write(`warning: ${source}:${line} was left out: ${message}\n`);
    }
    const charts = chartsOf(entries, { ...selection, last });
    if (json) environment.stdout.write(`${JSON.stringify({ charts, problems }, null, 2)}\n`);
    else if (charts.length > 0) printMarkdown(environment, trendText(charts));
    else environment.stdout.write(nothing(source, entries.length));
    if (out !== undefined) {
      const { writeCharts } = await import("../../trend/write-charts.js");
      const written = writeCharts(resolve(environment.cwd, out), charts);
      if (!json) for (const path of written) environment.stdout.write(`${path}\n`);
    }
    return exitCodes.pass;
  },
});

const nothing = (file: string, runs: number): string =>
  runs === 0
    ? `No gate run is in ${file} yet: every one adds a line.\n`
    : `None of the ${runs} gate runs in ${file} is of that scenario, approach and metric.\n`;
