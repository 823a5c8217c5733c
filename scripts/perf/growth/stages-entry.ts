/** The stages of a run, each to be called once in a process of its own. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ResultFile } from "../../../src/bench/result-file.js";
import { fingerprintOfRun, planOfRound } from "../../../src/bench/run-schedules.js";
import { slicesOf } from "../../../src/bench/slices.js";
import { scheduleFingerprint } from "../../../src/executors/schedule.js";
import { serve } from "../../../src/processes/channel.js";
import { beforeAfter } from "../../../src/reporters/compare/before-after.js";
import { renderBeforeAfter } from "../../../src/reporters/compare/text.js";
import { withDerived } from "../../../src/reporters/derived.js";
import { readResult } from "../../../src/reporters/read-result.js";
import { renderReports, reporters } from "../../../src/reporters/registry.js";
import type { OneFileName } from "../../../src/reporters/reporter-names.js";
import { type Cost, EmptyProcess } from "./cost.js";
import { clientLists, handedOver, observationsTaken, sharesOf } from "./hand-over.js";
import { madeResult } from "./made-result.js";
import { playedRound } from "./played-round.js";
import { type Size, scenarioOf, topologyOf } from "./workload.js";

/** A size, and the folder of its result. */
export interface Stage extends Size {
  folder: string;
}

const empty = new EmptyProcess();

async function planned(size: Size) {
  const scenario = await scenarioOf(size);
  const topology = topologyOf(scenario);
  return { scenario, topology, plan: planOfRound(scenario, topology, 1) };
}

async function costOf(work: () => unknown): Promise<Cost> {
  const { value: _value, ...cost } = await empty.costOf(work);
  return cost;
}

const methods = {
  /** Everything about a round's events, up to what each generator is told. */
  async plan(size: Stage): Promise<Cost> {
    const scenario = await scenarioOf(size);
    const topology = topologyOf(scenario);
    const { measureSeconds, sliceSeconds } = scenario.run;
    return costOf(() => {
      const plan = planOfRound(scenario, topology, 1);
      const { measured } = plan.schedules;
      const slices = slicesOf(measured, "measured", measureSeconds, sliceSeconds);
      return { plan, slices, shares: sharesOf(plan, topology), fingerprint: scheduleFingerprint([measured], "") };
    });
  },

  async fingerprint(size: Stage): Promise<Cost> {
    const scenario = await scenarioOf(size);
    return costOf(() => fingerprintOfRun(scenario, topologyOf(scenario)));
  },

  async handOver(size: Stage): Promise<Cost> {
    const { plan, topology } = await planned(size);
    return handedOver(plan, topology, costOf);
  },

  async clientLists({ clients }: Stage): Promise<Cost> {
    return clientLists(clients, costOf);
  },

  async observations(size: Stage): Promise<Cost> {
    const { scenario, plan } = await planned(size);
    const { measureSeconds, sliceSeconds } = scenario.run;
    return observationsTaken(size, slicesOf(plan.schedules.measured, "measured", measureSeconds, sliceSeconds), costOf);
  },

  /** One approach in one round. */
  async takeIn(size: Stage): Promise<Cost> {
    const { scenario, plan } = await planned(size);
    let madeSeconds = 0;
    const cost = await costOf(async () => {
      const { madeNs, round } = await playedRound(scenario, plan, scenario.approaches.slice(0, 1));
      madeSeconds = madeNs / 1e9;
      return round;
    });
    return { ...cost, seconds: cost.seconds - madeSeconds, cpuSeconds: cost.cpuSeconds - madeSeconds };
  },

  /** The result from which the later stages start. It is made once for all turns. */
  async make({ folder, ...size }: Stage): Promise<void> {
    mkdirSync(folder, { recursive: true });
    new ResultFile(folder).write(withDerived(await madeResult(size)));
  },

  async write({ folder }: Stage): Promise<Cost> {
    const result = await readResult(folder);
    const file = new ResultFile(path.join(folder, "written"));
    return costOf(() => {
      file.write(result);
      return result;
    });
  },

  read: ({ folder }: Stage): Promise<Cost> => costOf(() => readResult(folder)),

  /** What `pushbench report` does: the result is read, every file is rendered and written. */
  report: ({ folder }: Stage): Promise<Cost> =>
    costOf(async () => {
      const to = path.join(folder, "rendered");
      mkdirSync(to, { recursive: true });
      for (const { file, text } of renderReports(await readResult(folder))) writeFileSync(path.join(to, file), text);
    }),

  /** One of its files, from a result that is read already. */
  async render({ folder, reporter }: Stage & { reporter: OneFileName }): Promise<Cost & { fileBytes: number }> {
    const result = await readResult(folder);
    const { value, ...cost } = await empty.costOf(() => reporters[reporter].render(result));
    return { ...cost, fileBytes: Buffer.byteLength(value) };
  },

  async compare({ folder }: Stage): Promise<Cost> {
    return costOf(async () => renderBeforeAfter(beforeAfter(await readResult(folder), await readResult(folder))));
  },

  close: (): void => {},
};

export type StageMethods = typeof methods;

serve(methods);
