/** `pushbench calibrate` says how noisy this machine is, and which effect a gate would find on it. */

import { exitCodes, PushbenchError } from "../../errors.js";
import { claimFolder } from "../../files/output-folder.js";
import { defineCommand } from "../command.js";
import { scenarioPlaces } from "../environment.js";
import { fleetOfClientsOptions } from "../fleet/fleet-options.js";
import { approachesOption, approachOption, jsonOption, scenarioOption, setOption } from "../shared-options.js";

export const calibrate = defineCommand({
  name: "calibrate",
  describe: "Play this version against itself: shows the machine's noise, and the effect that a gate can find in it",
  positionals: {},
  options: {
    scenario: scenarioOption,
    minutes: { type: "number", default: 3, describe: "How many minutes to play, up to 30 rounds" },
    budget: {
      type: "number",
      default: 5,
      describe: "How many minutes a gate may take: shows what it would find in them",
    },
    set: setOption,
    approach: approachOption,
    approaches: approachesOption,
    ...fleetOfClientsOptions,
    out: { type: "string", describe: "Folder for what was played (default: reports/calibration/<scenario>)" },
    json: jsonOption,
  },
  examples: [["$0 calibrate --scenario chat --minutes 3", "before relying on a gate on this machine"]],

  async run(environment, args) {
    const { resolve } = await import("node:path");
    const { Budget } = await import("../../arms/budget.js");
    const { roundsOf } = await import("../../arms/arms.js");
    const { calibrationOf } = await import("../../arms/calibration.js");
    const { calibrationText } = await import("../calibration-text.js");
    const { play } = await import("../../arms/play.js");
    const { LAST_LOOK_ROUNDS } = await import("../../gate/looks.js");
    const { progressKinds } = await import("../progress.js");
    const { gateScenario } = await import("../gate-scenario.js");
    const { printMarkdown } = await import("../terminal.js");
    const { packageVersion } = await import("../../files/installed.js");
    const { fleetOf } = await import("../fleet/open-fleet.js");
    const { requireGenerators } = await import("../../library/require-generators.js");

    if (!(args.budget > 0)) throw new PushbenchError("usage", `--budget must be above 0, got ${args.budget}.`);
    const { cwd, packageDirectory, stdout, stderr } = environment;
    const nowMs = () => performance.now();
    const budget = new Budget({ rounds: LAST_LOOK_ROUNDS, minutes: args.minutes }, nowMs);
    const scenario = await gateScenario({ ...args, roundsLimit: budget.rounds }, scenarioPlaces(environment));
    requireGenerators(args.workers, scenario.clients, "--workers");
    const progress = progressKinds[stderr.isTTY ? "live" : "plain"](stderr, { rounds: budget.rounds, nowMs });
    const folder = claimFolder(resolve(cwd, args.out ?? `reports/calibration/${scenario.name}`));
    const interrupt = new AbortController();
    const stopListening = environment.onInterrupt(() => interrupt.abort());
    let fleet: Awaited<ReturnType<typeof fleetOf>>;
    try {
      fleet = await fleetOf(environment, { ...args, serviceOn: undefined, generators: 1 }, interrupt.signal);
      const request = {
        scenario,
        scenarioGiven: args.scenario,
        overrides: args.set,
        approachesGiven: args.approach,
        entries: { service: environment.serviceEntry, generator: environment.generatorEntry },
        generators: fleet?.size ?? 1,
        ...(fleet && { fleet }),
        signal: interrupt.signal,
        directory: folder.path,
        pushbenchVersion: packageVersion(packageDirectory),
        budget,
        listeners: [progress.listener],
      };
      const played = await play(request, ["base", "head"], {}, ({ rounds }) => budget.isSpent(rounds.length));
      progress.end();
      const roundMinutes = budget.spentMinutes / played.rounds.length;
      const budgetRounds = Math.min(LAST_LOOK_ROUNDS, Math.floor(args.budget / roundMinutes));
      const rows = calibrationOf(scenario, roundsOf(played), budgetRounds);
      const found = { scenario: scenario.name, rounds: played.rounds.length, roundMinutes, budgetRounds, rows };
      if (args.json) stdout.write(`${JSON.stringify(found, null, 2)}\n`);
      else printMarkdown(environment, calibrationText(found));
      return exitCodes.pass;
    } finally {
      progress.end();
      await fleet?.close();
      folder.release();
      stopListening();
    }
  },
});
