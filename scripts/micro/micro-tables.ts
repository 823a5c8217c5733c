/** The tables of the microbenchmarks, as Markdown that also reads well in a terminal, and as CSV in base units. */

import { toCsv } from "../../src/reporters/csv/to-csv.js";
import { count, duration, number, percent, UNKNOWN } from "../../src/reporters/format.js";
import { table } from "../../src/reporters/markdown-table.js";
import type { Machine } from "../../src/result/machine.js";
import { NS_PER_US } from "../../src/units.js";
import { type Category, categories } from "./attribution.js";
import type { Model, Part } from "./cost-model.js";
import type { Cost } from "./measure.js";
import type { ApproachProfile } from "./profile.js";

export interface MicroReport {
  machine: Machine;
  quick: boolean;
  costs: readonly Cost[];
  models: readonly Model[];
  profiles: readonly ApproachProfile[];
}

/** Below it the largest part may be what the samples missed. */
const FEWEST_SAMPLED = 0.5;
const MISSED = " Samples saw less than half of its main thread; what they missed counts as native code.";

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
/** One round has no range. */
const range = ({ cpuNs, lowNs, highNs, rounds }: Cost): string =>
  duration(cpuNs) + (rounds > 1 ? ` (${duration(lowNs)}–${duration(highNs)})` : "");

export function renderMarkdown({ machine, quick, costs, models, profiles }: MicroReport): string {
  const { cpuModel, cpuCount, node, packages, loadAverage } = machine;
  const versions = ["ws", "undici"].map((name) => `${name} ${packages[name]}`).join(", ");
  const rounds = Math.max(...costs.map((cost) => cost.rounds));
  return [
    `${cpuModel}, ${cpuCount} CPUs; Node ${node}, ${versions}; load average ${number(loadAverage)} when it began. CPU time per operation, all threads of the process: median ` +
      `(lowest–highest) of ${count(rounds)} rounds; ± is tinybench's 95 % margin of error of the mean, the median ` +
      `of the rounds'.${quick ? " **--quick: shows that every operation runs; its figures are no evidence.**" : ""}`,
    "### By size of the event",
    sizedTable(costs.filter(({ payloadBytes }) => payloadBytes !== undefined)),
    "### Whatever the size",
    table(
      ["operation", "where", "CPU", "±"],
      costs
        .filter(({ payloadBytes }) => payloadBytes === undefined)
        .map((cost) => [cost.operation.name, cost.operation.place, range(cost), percent(cost.errorRatio)]),
    ),
    ...(models.length > 0 ? ["### Service CPU per delivery, by the parts it is made of", modelTable(models)] : []),
    ...(profiles.length > 0
      ? ["### Where the service's CPU goes, by V8's profiler", ...profileTables(profiles), legend(profiles)]
      : []),
    ...(profiles.length > 0 ? ["### The two largest parts", largestParts(profiles, models)] : []),
  ].join("\n\n");
}

function sizedTable(costs: readonly Cost[]): string {
  const sizes = unique(costs.map(({ payloadBytes }) => payloadBytes!));
  const rows = unique(costs.map(({ id }) => id)).map((id) => {
    const own = costs.filter((cost) => cost.id === id);
    const cells = sizes.map((size) => {
      const cost = own.find(({ payloadBytes }) => payloadBytes === size);
      return cost ? range(cost) : UNKNOWN;
    });
    const { name, place } = own[0]!.operation;
    return [name, place, ...cells, percent(Math.max(...own.map(({ errorRatio }) => errorRatio)))];
  });
  return table(["operation", "where", ...sizes.map((size) => `${count(size)} B`), "±"], rows);
}

function modelTable(models: readonly Model[]): string {
  const parts = unique(models.flatMap((model) => model.parts.map(({ part }) => part)));
  const cpuOf = (model: Model, part: Part): number | undefined => model.parts.find((one) => one.part === part)?.cpuNs;
  return table(
    ["scenario", "approach", "body", "measured", ...parts, "explained", "not explained"],
    models.map((model) => [
      `${model.scenario} (${model.flow})`,
      model.approach,
      `${count(model.bodyBytes)} B`,
      duration(model.measuredNs),
      ...parts.map((part) => duration(cpuOf(model, part))),
      percent(model.explainedNs / model.measuredNs),
      percent(1 - model.explainedNs / model.measuredNs),
    ]),
  );
}

const ratioOf = ({ shares }: ApproachProfile, category: Category): number | undefined =>
  shares.find((share) => share.category === category)?.ratio;

/** A table per scenario: categories down, approaches across. */
function profileTables(profiles: readonly ApproachProfile[]): string[] {
  return unique(profiles.map(({ scenario }) => scenario)).map((scenario) => {
    const its = profiles.filter((profile) => profile.scenario === scenario);
    const found = unique(its.flatMap(({ shares }) => shares.map(({ category }) => category)));
    return table(
      [`${scenario} (${its[0]!.flow})`, ...its.map(({ approach }) => approach)],
      [
        ...found.map((category) => [category, ...its.map((profile) => percent(ratioOf(profile, category)))]),
        ["(main thread, seen by samples)", ...its.map(({ sampledRatio }) => percent(sampledRatio))],
      ],
    );
  });
}

function legend(profiles: readonly ApproachProfile[]): string {
  const found = new Set(profiles.flatMap(({ shares }) => shares.map(({ category }) => category)));
  return (Object.entries(categories) as [Category, string][])
    .filter(([category]) => found.has(category))
    .map(([category, meaning]) => `*${category}*: ${meaning}.`)
    .join(" ");
}

/** A sentence per approach, from the profile; in µs where a run without profiler says what the whole costs. */
function largestParts(profiles: readonly ApproachProfile[], models: readonly Model[]): string {
  const sentences = profiles.map((profile) => {
    const { scenario, flow, approach, shares, sampledRatio } = profile;
    const whole = models.find((model) => model.scenario === scenario && model.approach === approach)?.measuredNs;
    const amount = (ratio: number): string =>
      percent(ratio) + (whole === undefined ? "" : ` (${duration(ratio * whole)})`);
    const [first, second] = shares;
    const named = [first, second].flatMap((share) => (share ? [`${share.category} ${amount(share.ratio)}`] : []));
    const ofWhole = whole === undefined ? "" : ` of ${duration(whole)} a delivery`;
    return `- **${approach}, ${scenario} (${flow})**: ${named.join(" and ")}${ofWhole}.${sampledRatio < FEWEST_SAMPLED ? MISSED : ""}`;
  });
  return sentences.join("\n");
}

/** File name → text. */
export function renderCsv({ costs, models, profiles }: MicroReport): Record<string, string> {
  return {
    "operations.csv": toCsv(
      ["operation", "place", "payloadBytes", "bodyBytes", "cpuNs", "lowNs", "highNs", "errorRatio", "rounds"],
      costs.map(({ operation, ...cost }) => ({ ...cost, operation: operation.name, place: operation.place })),
    ),
    "cost-model.csv": toCsv(
      ["scenario", "flow", "approach", "bodyBytes", "part", "cpuUsPerDelivery", "measuredRatio"],
      models.flatMap((model) =>
        model.parts.map(({ part, cpuNs }) => ({
          ...model,
          part,
          cpuUsPerDelivery: cpuNs / NS_PER_US,
          measuredRatio: cpuNs / model.measuredNs,
        })),
      ),
    ),
    "profile.csv": toCsv(
      ["scenario", "flow", "approach", "category", "ratio"],
      profiles.flatMap((profile) => profile.shares.map((share) => ({ ...profile, ...share }))),
    ),
  };
}
