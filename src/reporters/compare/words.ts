/** What two runs side by side say in sentences, as Markdown: for the terminal and for the page. */
import { groupBy } from "../../group-by.js";
import { COMPANY_FACTOR } from "../company.js";
import { tableOfFigures } from "../figures/table.js";
import { count, duration, ratio as ratioText } from "../format.js";
import { asText, code, list } from "../markdown/words.js";
import type { BeforeAfter, ComparedFigure } from "./before-after.js";
import type { ComparedName } from "./compared-names.js";
import type { DifferenceKind } from "./differences.js";

/** Labels for figures whose usual label refers to the line above it in the report. */
const labels: Partial<Record<ComparedName, string>> = {
  pending: "still tried at the end",
  duplicates: "delivered twice",
};

export const labelOf = (metric: ComparedName): string => labels[metric] ?? tableOfFigures[metric].label;

const went = ["lost", "rejected", "pending", "duplicates"] as const satisfies readonly ComparedName[];

const otherKinds = {
  machine: "machine or its software",
  release: "release of pushbench",
  workload: "workload",
} as const;

/** A list: an item for each approach, and one for each whose deliveries went wrong in either run. */
export function answerOf({ figures, differences }: BeforeAfter): string {
  if (figures.length === 0) return "The two results have no approach in common.";
  const others = Object.entries(otherKinds).flatMap(([kind, name]) =>
    differences.some((one) => one.kind === kind) ? [`another ${name}`] : [],
  );
  const lines = [
    ...(others.length === 0 ? [] : [`**The runs are not alike:** ${list(others)}. What follows may come from that.`]),
    ...[...groupBy(figures, ({ approach }) => approach)].flatMap(([approach, its]) => [
      approachLine(code(approach), its),
      ...deliveriesLine(code(approach), its),
    ]),
  ];
  return lines.map((line) => `- ${line}`).join("\n");
}

function approachLine(name: string, figures: readonly ComparedFigure[]): string {
  const known = figures.filter(({ telling }) => telling !== undefined);
  if (known.length === 0) return `Nothing can be said of ${name}: no figure of it has a ratio.`;
  const differing = known.filter(({ telling }) => telling === "differs");
  const others = known.filter(({ telling }) => telling !== "differs");
  const ratios = differing.map((one) => `${labelOf(one.metric)} is ${ratioText(one)}`);
  const first =
    differing.length === 0
      ? `${name} has not changed by more than two runs of the same code differ, as far as can be told.`
      : `**${name} has changed** by more than two runs of the same code differ: after ÷ before, ${list(ratios)}.`;
  return [first, ...(others.length === 0 ? [] : [restOf(others, differing.length > 0)])].join(" ");
}

const verbs = {
  equal: ["is about equal", "are about equal"],
  unsure: ["cannot be told", "cannot be told"],
  "no-interval": ["has no interval", "have no interval"],
} as const;

function restOf(others: readonly ComparedFigure[], areOthers: boolean): string {
  const parts = (["equal", "unsure", "no-interval"] as const).flatMap((telling) => {
    const times = others.filter((one) => one.telling === telling).length;
    return times === 0 ? [] : [`${times} ${verbs[telling][times === 1 ? 0 : 1]}`];
  });
  return `Of its ${others.length}${areOthers ? " other" : ""} ratio${others.length === 1 ? "" : "s"}, ${list(parts)}.`;
}

function deliveriesLine(name: string, figures: readonly ComparedFigure[]): string[] {
  const wrong = figures.filter(
    ({ metric, before, after }) =>
      (went as readonly string[]).includes(metric) && ((before ?? 0) > 0 || (after ?? 0) > 0),
  );
  if (wrong.length === 0) return [];
  const parts = wrong.map(
    ({ metric, before, after }) => `${labelOf(metric)} ${count(before)} before and ${count(after)} after`,
  );
  return [`Deliveries of ${name} went wrong: ${list(parts)}.`];
}

/** What makes the figures less comparable than two runs are anyway. */
export function warningsOf(compared: BeforeAfter): string[] {
  const { differences, onlyBefore, onlyAfter, countedOtherwise, clockBoundNs } = compared;
  const of = (kind: DifferenceKind) => differences.filter((one) => one.kind === kind);
  const named = (kind: DifferenceKind): string => list(of(kind).map(({ what }) => asText(what)));
  const [release] = of("release");
  return [
    ...(of("machine").length === 0
      ? []
      : [
          `**The machines or their software differ** in ${named("machine")}. A ratio says as much of that as of what was changed: compare runs of one machine.`,
        ]),
    ...(release === undefined
      ? []
      : [
          `**The releases of pushbench differ**, ${asText(release.before)} and ${asText(release.after)}. How it measures may have changed as well: measure both with one release.`,
        ]),
    ...(of("workload").length === 0
      ? []
      : [
          `**The runs did not play the same work:** they differ in ${named("workload")}. A ratio says as much of that as of what was changed.`,
        ]),
    ...(countedOtherwise.length === 0
      ? []
      : [`Deliveries of ${list(countedOtherwise.map(code))} are counted in different ways: times have no ratio.`]),
    ...(clockBoundNs === 0
      ? []
      : [
          `Latencies are known to ${duration(clockBoundNs)} or better, because the clocks of two hosts stamped them: their intervals are as wide as that can make them.`,
        ]),
    ...(onlyBefore.length + onlyAfter.length === 0 ? [] : [COMPANY]),
  ];
}

/** The other approaches of a run may change the CPU of those that are in both runs. */
const COMPANY = `The approaches took turns with others than before: that alone may change CPU per delivery by a factor of up to ${COMPANY_FACTOR.toFixed(2)}.`;
