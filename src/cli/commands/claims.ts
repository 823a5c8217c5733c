/** `pushbench claims` holds sentences about webhooks and WebSockets against measurements, see docs/claims.md. */

import { defineCommand } from "../command.js";
import { fleetOfClientsOptions } from "../fleet/fleet-options.js";
import { jsonOption } from "../shared-options.js";

export const claims = defineCommand({
  name: "claims",
  describe: "Measure what people claim of the approaches: a verdict for each claim, with the interval behind it",
  positionals: {
    name: {
      type: "string",
      array: true,
      completedWith: "claims",
      describe: "Claims by id (H1), name or path (default: all of them)",
    },
  },
  options: {
    list: { type: "boolean", describe: "Show the claims and play none" },
    quick: {
      type: "boolean",
      describe: "One short round of everything: it shows whether all works and is no evidence",
    },
    resume: { type: "boolean", describe: "Keep what the folder holds already, and go on where a run was broken off" },
    out: {
      type: "string",
      describe:
        "Folder for the verdicts and all that is behind them (default: reports/claims; with --quick and --fleet, -quick and -fleet behind it)",
    },
    ...fleetOfClientsOptions,
    json: jsonOption,
  },
  examples: [
    ["$0 claims --list", "what is claimed, and by which studies it is measured"],
    ["$0 claims H1 H16", "two claims"],
    ["$0 claims --resume", "all of them, in as many evenings as it takes"],
    ["$0 claims H1 --fleet nats://10.0.0.1 --workers 2", "with the clients on two other machines"],
  ],
  async run(environment, args) {
    const path = await import("node:path");
    const { namedClaims } = await import("../../claims/read-claim.js");
    const { claimPlaces, listClaims } = await import("../claims/list.js");
    const places = claimPlaces(environment);
    const asked = await namedClaims(args.name, places);
    if (args.list) return listClaims(environment, asked, args.json);
    const { claimFolder } = await import("../../files/output-folder.js");
    const { packageVersion } = await import("../../files/installed.js");
    const { ClaimsFolder } = await import("../../claims/claims-folder.js");
    const { playClaims } = await import("../claims/play-claims.js");
    const { exitCodeOfClaims, printClaims } = await import("../claims/outcome.js");
    const { fleetOf } = await import("../fleet/open-fleet.js");

    const { quick } = args;
    const usual = ["reports/claims", ...(quick ? ["quick"] : []), ...(args.fleet === undefined ? [] : ["fleet"])];
    const directory = path.resolve(environment.cwd, args.out ?? usual.join("-"));
    const pushbenchVersion = packageVersion(environment.packageDirectory);
    const workers = args.fleet === undefined ? undefined : args.workers;
    const folder = new ClaimsFolder(directory, { quick, pushbenchVersion, ...(workers !== undefined && { workers }) });
    folder.requireAlike();
    const interrupt = new AbortController();
    const stopListening = environment.onInterrupt(() => interrupt.abort());
    let fleet: Awaited<ReturnType<typeof fleetOf>>;
    const claimed = claimFolder(directory);
    try {
      fleet = await fleetOf(environment, { ...args, serviceOn: undefined, generators: 1 }, interrupt.signal);
      const outcome = await playClaims(
        { ...environment, stdout: environment.stderr }, // what is printed in the end stands alone on stdout
        {
          ...{ asked, all: await namedClaims([], places), folder, quick, isResumed: args.resume, pushbenchVersion },
          ...{ fleet, signal: interrupt.signal },
        },
      );
      printClaims(environment, outcome.record, { json: args.json, directory });
      if (outcome.failure) throw outcome.failure;
      return exitCodeOfClaims(outcome.record);
    } finally {
      await fleet?.close();
      stopListening();
      claimed.release();
    }
  },
});
