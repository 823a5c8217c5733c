/** `pushbench gate` compares this version's services with a base's in the same rounds, see docs/gate.md. */

import { exitCodes } from "../../errors.js";
import type { GateArm } from "../../gate/gate-report.js";
import { defineCommand } from "../command.js";
import { scenarioPlaces } from "../environment.js";
import { fleetOfClientsOptions } from "../fleet/fleet-options.js";
import {
  approachesOption,
  approachOption,
  DEFAULT_HISTORY,
  generatorsOption,
  jsonLinesOption,
  liveOption,
  reportsFolderOption,
  scenarioOption,
  setOption,
} from "../shared-options.js";

const options = {
  scenario: scenarioOption,
  against: {
    type: "string",
    describe: "The base: a git ref of pushbench, or the folder of a built or installed version",
  },
  baseline: {
    type: "string",
    describe: "Or a file of earlier figures, which must be of the same machine and workload",
  },
  "base-command": {
    type: "string",
    describe: "Or the command that starts your own service before the change (docs/own-service.md)",
  },
  "head-command": { type: "string", describe: "The command that starts your own service after the change" },
  update: { type: "boolean", describe: "Play head alone and write its figures to --baseline" },
  "allow-mismatch": {
    type: "boolean",
    describe: "Compare with a --baseline of another machine or workload too; then nothing fails a build",
  },
  control: { type: "boolean", describe: "Play the base twice: a metric that differs from itself cannot be judged" },
  "rounds-limit": {
    type: "number",
    default: 30,
    describe: "How many rounds to play at most, up to 30; the gate looks after 12 and after 30",
  },
  minutes: { type: "number", describe: "How many minutes to play at most (default: as long as the rounds take)" },
  inconclusive: {
    type: "string",
    choices: ["fail", "warn"],
    default: "fail",
    describe: "Whether the exit code is 3 (fail) or 0 (warn) when nothing was decided",
  },
  set: setOption,
  approach: approachOption,
  approaches: approachesOption,
  generators: generatorsOption,
  ...fleetOfClientsOptions,
  out: reportsFolderOption("reports/gate"),
  history: { type: "string", describe: `File to which a line for the trend is added (default: ${DEFAULT_HISTORY})` },
  json: jsonLinesOption,
  live: liveOption,
} as const;

export const gate = defineCommand({
  name: "gate",
  describe: "Compare this version with a base, round by round: pass, regression or inconclusive",
  positionals: {},
  options,
  examples: [
    ["$0 gate --scenario chat --against main", "what a change costs, in a few minutes"],
    [
      "$0 gate --scenario payment --base-command 'node ../old/main.js' --head-command 'node main.js'",
      "your own service",
    ],
    ["$0 gate --scenario chat --baseline reports/baselines/chat.json --update", "keep today's figures"],
  ],

  async run(environment, args) {
    const { resolve } = await import("node:path");
    const { Budget } = await import("../../arms/budget.js");
    const { baseOf } = await import("../../arms/base-of.js");
    const { gateReport } = await import("../../arms/report-of-gate.js");
    const { gateCommand } = await import("../../arms/gate-command.js");
    const { ownLabel } = await import("../../arms/own-services.js");
    const { ownVersion } = await import("../../arms/own-version.js");
    const { playGate } = await import("../../arms/play.js");
    const { updateBaseline } = await import("../../arms/update-baseline.js");
    const { exitCodeOf } = await import("../../gate/decide.js");
    const { renderGateReports } = await import("../../reporters/gate/registry.js");
    const { removeEarlierRun, ResultFile } = await import("../../bench/result-file.js");
    const { terminalMarkdown } = await import("../../reporters/gate/terminal.js");
    const { trendOfGate } = await import("../../trend/gate-trend.js");
    const { appendHistory } = await import("../../trend/history.js");
    const { printMarkdown } = await import("../terminal.js");
    const { requireGenerators } = await import("../../library/require-generators.js");
    const { progressKinds } = await import("../progress.js");
    const { runFolder } = await import("../run-folder.js");
    const { requireWritable } = await import("../../files/named-file.js");
    const { gateScenario } = await import("../gate-scenario.js");
    const { requireOneBase } = await import("../require-one-base.js");
    const { packageVersion } = await import("../../files/installed.js");
    const { openLive } = await import("../live/open-live.js");
    const { fleetOf } = await import("../fleet/open-fleet.js");

    const commands = requireOneBase(args);
    const { cwd, packageDirectory, stdout, stderr } = environment;
    const scenario = await gateScenario(args, scenarioPlaces(environment));
    requireGenerators(args.generators, scenario.clients);
    requireGenerators(args.workers, scenario.clients, "--workers");
    const limits = { rounds: args.roundsLimit, minutes: args.minutes };
    const budget = new Budget(limits, () => performance.now());
    const { path: directory, release } = runFolder(environment, args.out, `reports/gate/${scenario.name}`);
    const pushbenchVersion = packageVersion(packageDirectory);
    const history = resolve(cwd, args.history ?? DEFAULT_HISTORY);
    const interrupt = new AbortController();
    const { signal } = interrupt;
    const stopListening = environment.onInterrupt(() => interrupt.abort());
    const kind = args.json ? "json" : stdout.isTTY ? "live" : "plain";
    const progress = progressKinds[kind](stdout, { rounds: args.roundsLimit, nowMs: () => performance.now() });
    const say = (sentence: string): void => stderr.write(`${sentence}\n`);
    const place = { cwd, packageDirectory, signal, say };
    let base: Awaited<ReturnType<typeof baseOf>> | undefined;
    let live: Awaited<ReturnType<typeof openLive>>;
    let fleet: Awaited<ReturnType<typeof fleetOf>>;
    try {
      removeEarlierRun(directory); // before anything can break off: what is read there then would be another gate's verdict
      requireWritable(history, "--history");
      fleet = await fleetOf(environment, { ...args, serviceOn: undefined }, signal); // before a base is built, which takes minutes
      const label = commands?.head ?? ownLabel(scenario);
      const head: GateArm =
        label === undefined ? await ownVersion(packageDirectory, pushbenchVersion, { signal, say }) : { label };
      base = args.update
        ? undefined
        : await baseOf(args, { ownNumber: pushbenchVersion, approaches: scenario.approaches }, place);
      live = await openLive(environment, args, {
        title: `${scenario.title}: gate`,
        folder: directory,
        isStudy: false,
      });
      const request = {
        scenario,
        scenarioGiven: args.scenario,
        overrides: args.set,
        approachesGiven: args.approach,
        entries: { service: environment.serviceEntry, generator: environment.generatorEntry },
        generators: fleet?.size ?? args.generators,
        ...(fleet && { fleet }),
        signal,
        directory,
        pushbenchVersion,
        budget,
        ...(commands && { commands }),
        listeners: [progress.listener, ...(live ? [live.tell] : [])],
      };
      if (base === undefined) {
        const file = resolve(cwd, args.baseline!);
        await updateBaseline(request, file, head.ref);
        progress.end();
        if (!args.json) stdout.write(`Written: ${file}\n`);
        return exitCodes.pass;
      }
      const played = await playGate(request, base.against);
      progress.end();
      const report = gateReport(played, {
        base: base.arm,
        head,
        command: gateCommand(environment.program, args, base.arm),
      });
      const files = renderGateReports(report, await trendOfGate(history, report));
      new ResultFile(directory).writeBeside(files);
      live?.showEnd(files);
      await appendHistory(history, report);
      const code = exitCodeOf(report);
      const isTolerated = code === exitCodes.inconclusive && args.inconclusive === "warn";
      const exitCode = isTolerated ? exitCodes.pass : code;
      if (args.json) stdout.write(`${JSON.stringify({ type: "end", directory, exitCode, report })}\n`);
      else {
        stdout.write("\n");
        printMarkdown(environment, terminalMarkdown(report));
        stdout.write(`\nReports: ${directory}\n`);
      }
      return exitCode;
    } finally {
      progress.end();
      await fleet?.close();
      await live?.close();
      base?.remove();
      release();
      stopListening();
    }
  },
});
