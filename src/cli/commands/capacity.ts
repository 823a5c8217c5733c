/** `pushbench capacity` searches the largest rate that each approach carries within the scenario's objectives, see docs/capacity.md. */

import { builtInApproachNames } from "../../scenario/approaches.js";
import { defineCommand } from "../command.js";
import { studiedOptions, studyOptions } from "../studies/study-options.js";

/** Fewer trials give an interval that is too narrow too often: docs/capacity.md. */
const FEWEST_TRIALS = 12;

export const capacity = defineCommand({
  name: "capacity",
  describe: "Search the largest rate that each approach carries within the scenario's objectives, with its interval",
  positionals: {},
  options: {
    ...studiedOptions,
    trials: {
      type: "number",
      whole: true,
      min: FEWEST_TRIALS,
      max: 100,
      describe: "How many trials of each approach must count (default: 24)",
    },
    seconds: {
      type: "number",
      min: 0.5,
      max: 60,
      describe: "How long a trial is, at least a whole period of the arrivals (default: 2)",
    },
    min: {
      type: "string",
      array: true,
      describe: "Events per second that each approach must carry, or NAME=RATE; exit code 1 if one does not",
    },
    ...studyOptions,
  },
  examples: [
    ["$0 capacity --scenario payment", "how much each approach carries"],
    ["$0 capacity payment --approach 'mine=http://localhost:5000/hook python3 app.py'", "your own service"],
    [`$0 capacity chat --approaches ${builtInApproachNames[0]} --min 500`, "fails a build when it carries less"],
  ],
  async run(environment, args) {
    const { packageVersion } = await import("../../files/installed.js");
    const { exitCodeOfCapacity, parseMinima } = await import("../../studies/capacity/minimum.js");
    const { requireOneSource } = await import("../studies/held-study.js");
    const { beginStudy, resumeStudy } = await import("../capacity/held-study.js");
    const { runCapacity } = await import("../capacity/run-capacity.js");
    const { printCapacity } = await import("../capacity/outcome.js");
    const { fleetAsked } = await import("../fleet/fleet-of-study.js");

    requireOneSource(args);
    const version = packageVersion(environment.packageDirectory);
    const isNew = args.resume === undefined;
    const held = isNew
      ? await beginStudy(environment, { ...args, ...fleetAsked(args), scenario: args.scenario! }, version)
      : await resumeStudy(environment, { ...args, resume: args.resume! }, version);
    const { record, folder } = held;
    try {
      const names = record.question.scenario.approaches.map(({ name }) => name);
      const minima = parseMinima(args.min, names); // before anything is played
      const { failure, isWritten } = await runCapacity(environment, held, {
        json: args.json,
        live: args.live,
        isNew,
        fleet: args,
      });
      const exitCode = failure?.exitCode ?? exitCodeOfCapacity(record.answers, minima);
      printCapacity(environment, record, { json: args.json, directory: folder.path, isWritten, minima, exitCode });
      if (failure) throw failure;
      return exitCode;
    } finally {
      folder.release();
    }
  },
});
