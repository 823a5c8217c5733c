/** `pushbench crossover` asks at how many events per second one approach gets cheaper than another, see docs/crossover.md. */

import { defineCommand } from "../command.js";
import { pricesOption } from "../shared-options.js";
import { roundsOfPoints, studiedOptions, studyOptions } from "../studies/study-options.js";

export const crossover = defineCommand({
  name: "crossover",
  describe: "Find the rate at which one approach gets cheaper than another: in CPU, bytes, memory, latency and money",
  positionals: {},
  options: {
    ...studiedOptions,
    rates: {
      type: "string",
      describe: "Events per second, from..to (default: from a 200th of the scenario's own rate up to it)",
    },
    points: { type: "number", whole: true, min: 2, max: 50, describe: "How many rates (default: 4)" },
    rounds: roundsOfPoints,
    prices: pricesOption,
    ...studyOptions,
  },
  examples: [
    ["$0 crossover --scenario chat", "when a lasting connection pays, in under 20 minutes"],
    ["$0 crossover github-events --prices prices/aws-us-east-1.yaml", "in money, too"],
    ["$0 crossover --resume reports/chat/<time> --prices mine.yaml", "a finished study by other prices"],
  ],
  async run(environment, args) {
    const { packageVersion } = await import("../../files/installed.js");
    const { requireOneSource } = await import("../studies/held-study.js");
    const { resumeSweep } = await import("../sweep/held-sweep.js");
    const { runSweep } = await import("../sweep/run-sweep.js");
    const { beginCrossover } = await import("../crossover/held-crossover.js");
    const { exitCodeOfCrossover, printCrossover } = await import("../crossover/outcome.js");
    const { pricesOf } = await import("../sweep/prices.js");
    const { fleetAsked } = await import("../fleet/fleet-of-study.js");

    requireOneSource(args);
    const prices = await pricesOf(environment, args.prices);
    const version = packageVersion(environment.packageDirectory);
    const { rates, scenario, resume } = args;
    const over = rates === undefined ? [] : [rates]; // refused with --resume, as every other setting
    const held =
      resume === undefined
        ? await beginCrossover(environment, { ...args, ...fleetAsked(args), scenario: scenario! }, version)
        : await resumeSweep(environment, { ...args, over, resume }, version, ["json", "live", "prices"]);
    const { record, folder } = held;
    if (prices !== undefined) record.prices = prices;
    const { failure, isWritten } = await runSweep(environment, held, {
      json: args.json,
      live: args.live,
      isNew: resume === undefined,
      fleet: args,
    });
    const exitCode = failure?.exitCode ?? exitCodeOfCrossover(record, record.findings!);
    printCrossover(environment, record, { json: args.json, directory: folder.path, isWritten, exitCode });
    if (failure) throw failure;
    return exitCode;
  },
});
