/** `pushbench sweep` plays a scenario at several points of one or two of its settings, see docs/sweep.md. */

import { defineCommand } from "../command.js";
import { pricesOption } from "../shared-options.js";
import { roundsOfPoints, studiedOptions, studyOptions } from "../studies/study-options.js";

export const sweep = defineCommand({
  name: "sweep",
  describe: "Play a scenario at several values of a setting: what each approach costs at each of them",
  positionals: {},
  options: {
    ...studiedOptions,
    over: {
      type: "string",
      array: true,
      describe:
        "Setting and values: clients=10..1000 (each step a multiple), clients=0..60:linear, clients=10,100; twice for a grid",
    },
    points: {
      type: "number",
      whole: true,
      min: 2,
      max: 50,
      describe: "How many values a range has (default: 8, and 4 each in a grid)",
    },
    rounds: roundsOfPoints,
    prices: pricesOption,
    ...studyOptions,
  },
  examples: [
    ["$0 sweep --scenario chat --over arrivals.perSecond=1..2000", "costs and latencies over the rate"],
    ["$0 sweep ticker --over clients=10..1000 --over payload.bytes=100,1000,10000", "a grid of two settings"],
    ["$0 sweep chat --over network.roundTripMs=0..100:linear --rounds 12", "narrower intervals"],
  ],
  async run(environment, args) {
    const { packageVersion } = await import("../../files/installed.js");
    const { requireOneSource } = await import("../studies/held-study.js");
    const { beginSweep, resumeSweep } = await import("../sweep/held-sweep.js");
    const { runSweep } = await import("../sweep/run-sweep.js");
    const { pricesOf } = await import("../sweep/prices.js");
    const { exitCodeOfSweep, printSweep } = await import("../sweep/outcome.js");
    const { fleetAsked } = await import("../fleet/fleet-of-study.js");

    requireOneSource(args);
    const prices = await pricesOf(environment, args.prices);
    const version = packageVersion(environment.packageDirectory);
    const held =
      args.resume === undefined
        ? await beginSweep(environment, { ...args, ...fleetAsked(args), scenario: args.scenario! }, version)
        : await resumeSweep(environment, { ...args, resume: args.resume }, version, ["json", "live", "prices"]);
    const { record, folder } = held;
    if (prices !== undefined) record.prices = prices;
    const { failure, isWritten } = await runSweep(environment, held, {
      json: args.json,
      live: args.live,
      isNew: args.resume === undefined,
      fleet: args,
    });
    const exitCode = failure?.exitCode ?? exitCodeOfSweep(record);
    printSweep(environment, record, { json: args.json, directory: folder.path, isWritten, exitCode });
    if (failure) throw failure;
    return exitCode;
  },
});
