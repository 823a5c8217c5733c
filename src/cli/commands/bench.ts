/** `pushbench bench` runs a scenario, writes its reports, and says what came out. */

import { builtInApproachNames } from "../../scenario/approaches.js";
import { defineCommand } from "../command.js";
import { scenarioPlaces, stackPlaces } from "../environment.js";
import { fleetOptions } from "../fleet/fleet-options.js";
import {
  allowRemoteOption,
  approachesOption,
  approachOption,
  generatorsOption,
  jsonLinesOption,
  liveOption,
  reportsFolderOption,
  scenarioOption,
  setOption,
} from "../shared-options.js";

export const bench = defineCommand({
  name: "bench",
  describe: "Run a scenario by several approaches and compare them",
  positionals: {},
  options: {
    scenario: scenarioOption,
    set: setOption,
    approach: approachOption,
    approaches: { ...approachesOption, describe: `${approachesOption.describe}; stack:NAME takes one of \`stacks\`` },
    quick: { type: "boolean", describe: "Play one short round: it shows whether everything works and is no evidence" },
    out: reportsFolderOption("reports"),
    json: jsonLinesOption,
    live: liveOption,
    generators: generatorsOption,
    ...fleetOptions,
    "allow-remote": allowRemoteOption,
    port: {
      type: "number",
      whole: true,
      min: 0,
      max: 65_535,
      default: 0,
      describe: "Port of the first service, from which the others count up; 0 takes any free ports",
    },
  },
  examples: [
    ["$0 bench --scenario chat", "the comparison, in about two minutes"],
    ["$0 bench payment --approach 'mine=http://localhost:5000/hook python3 app.py'", "your own service"],
    ["$0 bench --scenario payment --approaches stack:express,stack:fastify", "two services that people run"],
    [
      `$0 bench --scenario chat --set clients=1000 --approaches ${builtInApproachNames.slice(0, 3).join(",")}`,
      "another question",
    ],
  ],
  async run(environment, args) {
    const { runBench } = await import("../../bench/bench.js");
    const { requireGenerators } = await import("../../library/require-generators.js");
    const { selectApproaches } = await import("../../scenario/approaches.js");
    const { comparedNames } = await import("../../scenario/compared.js");
    const { loadScenario } = await import("../../scenario/load.js");
    const { requirePlayable } = await import("../../scenario/own-services.js");
    const { quickOverrides } = await import("../quick-scenario.js");
    const { renderBeside } = await import("../../reporters/registry.js");
    const { withDerived } = await import("../../reporters/derived.js");
    const { progressKinds } = await import("../progress.js");
    const { exitCodeOfRun, printOutcome } = await import("../outcome.js");
    const { runFolder } = await import("../run-folder.js");
    const { fleetOf } = await import("../fleet/open-fleet.js");
    const { packageVersion } = await import("../../files/installed.js");

    const { Builds } = await import("../../stacks/builds.js");
    const { StacksOfRun } = await import("../../stacks/of-run.js");
    const { checkPlace } = await import("../stacks/check-place.js");
    const { openLive } = await import("../live/open-live.js");

    const load = (overrides: string[]) =>
      loadScenario(args.scenario, { ...scenarioPlaces(environment), overrides, approaches: args.approach });
    const asked = await load(args.set);
    const loaded = args.quick ? await load([...quickOverrides(asked), ...args.set]) : asked;
    const names = comparedNames(args.approach, args.approaches);
    requireGenerators(args.generators, loaded.clients);
    requireGenerators(args.workers, loaded.clients, "--workers");
    const { stdout } = environment;
    const kind = args.json ? "json" : stdout.isTTY ? "live" : "plain";
    const progress = progressKinds[kind](stdout, { rounds: loaded.run.rounds, nowMs: () => performance.now() });
    const interrupt = new AbortController();
    const stopListening = environment.onInterrupt(() => interrupt.abort());
    const builds = new Builds();
    let release = (): void => {};
    let live: Awaited<ReturnType<typeof openLive>>;
    let fleet: Awaited<ReturnType<typeof fleetOf>>;
    try {
      const place = { ...stackPlaces(environment), ...checkPlace(environment), builds, signal: interrupt.signal };
      const stacks = await StacksOfRun.of(names ?? [], loaded, place);
      const scenario = names === undefined ? loaded : await selectApproaches(loaded, stacks.names, stacks.approaches);
      await requirePlayable(scenario); // before time is spent on checks
      fleet = await fleetOf(environment, args, interrupt.signal);
      const folder = runFolder(environment, args.out, `reports/${scenario.name}`);
      const { path: directory } = folder;
      release = folder.release;
      await stacks.requireSound();
      live = await openLive(environment, args, { title: scenario.title, folder: directory, isStudy: false });
      const played = await runBench({
        scenario,
        scenarioGiven: args.scenario,
        overrides: args.set,
        approachesGiven: args.approach,
        quick: args.quick,
        directory,
        pushbenchVersion: packageVersion(environment.packageDirectory),
        program: environment.program,
        entries: { service: environment.serviceEntry, generator: environment.generatorEntry },
        generators: fleet?.size ?? args.generators,
        ...(fleet && { fleet }),
        port: args.port,
        remote: { allowRemote: args.allowRemote, env: environment.env },
        signal: interrupt.signal,
        listeners: [progress.listener, ...(live ? [live.tell] : [])],
      });
      progress.end();
      const { file } = played;
      const checked = interrupt.signal.aborted ? played : await stacks.afterRun(played.result);
      const { result } = checked;
      const failure = played.failure ?? checked.failure;
      const isWritten = failure?.code !== "output-lost";
      if (isWritten) {
        file.write(withDerived(result));
        const files = renderBeside(result);
        file.writeBeside(files);
        live?.showEnd(files);
      }
      printOutcome(environment, result, { json: args.json, directory, isWritten });
      if (failure) throw failure;
      return exitCodeOfRun(result, args.quick);
    } finally {
      progress.end();
      await fleet?.close();
      await live?.close();
      builds.remove();
      release();
      stopListening();
    }
  },
});
