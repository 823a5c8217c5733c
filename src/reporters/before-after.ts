/**
 * Puts two results side by side. This only describes: runs of different times are not paired, so there is no interval and no
 * verdict. Whatever makes the two even less comparable is named first.
 */
import type { ApproachRecord, Result, Verdict } from "../result/result.js";
import { COMPANY_FACTOR } from "./company.js";
import { type FigureName, tableOfFigures } from "./figures/table.js";
import { marked, markNotes, ratio as ratioText, UNKNOWN } from "./format.js";
import { labelled } from "./labelled.js";
import { machineLines } from "./machine-lines.js";
import { asText, code, list } from "./markdown/words.js";
import { table } from "./markdown-table.js";
import { type Row, summaryRows } from "./rows.js";

const comparedNames = [
  "latencyP50Ns",
  "latencyP99Ns",
  "serviceTimeP50Ns",
  "deliveriesPerSecond",
  "serviceCpuUsPerDelivery",
  "serviceRssLoadedBytes",
  "wireBytesPerDelivery",
  "connectionsOpenedDuring",
  "lost",
  "rejected",
  "pending",
  "duplicates",
  "outOfOrder",
  "generatorBoundRounds",
  "disturbedRounds",
] as const satisfies readonly FigureName[];

/** Labels for figures whose usual label refers to the line above it in the report. */
const labels: Partial<Record<FigureName, string>> = {
  pending: "still tried at the end",
  duplicates: "delivered twice",
};

export interface BeforeAfter {
  /** What differs between the two runs themselves: machine, scenario, schedule. */
  differences: { what: string; before: string; after: string }[];
  /** The approaches that only the earlier result has; the later one's follow. */
  onlyBefore: string[];
  onlyAfter: string[];
  figures: {
    approach: string;
    metric: (typeof comparedNames)[number];
    before: number | undefined;
    after: number | undefined;
    /** The worst verdict of the rounds that the figure comes from. */
    beforeVerdict: Verdict | undefined;
    afterVerdict: Verdict | undefined;
    /** after ÷ before. It is undefined unless both were measured alike, before is above 0, and no generator was the limit. */
    ratio: number | undefined;
  }[];
  /** The approaches whose deliveries the two results count in different ways, so that times of them have no ratio. */
  countedOtherwise: string[];
  warning: string;
}

export const NOT_PAIRED =
  "Two runs at different times are not paired: the machine may have drifted between them, so no verdict is given. " +
  "Identical code has been seen to differ by 10 % in this way.";

/** The other approaches of a run may change the CPU of those that are in both runs. */
const COMPANY = `The approaches took turns with others than before: that alone may change CPU per delivery by a factor of up to ${COMPANY_FACTOR.toFixed(2)}.`;

export function beforeAfter(older: Result, newer: Result): BeforeAfter {
  const [before, after] = [labelled(older), labelled(newer)];
  const countedBefore = new Map(before.approaches.map((one) => [one.name, countedBy(one)]));
  const isAlike = (one: ApproachRecord): boolean => (countedBefore.get(one.name) ?? countedBy(one)) === countedBy(one);
  const countedOtherwise = after.approaches.filter((one) => !isAlike(one)).map(({ name }) => name);
  const rowsBefore = summaryRows(before);
  const rowsAfter = summaryRows(after);
  const has = (rows: typeof rowsBefore, approach: string): boolean => rows.some((row) => row.approach === approach);
  return {
    differences: differences(before, after),
    onlyBefore: rowsBefore.map(({ approach }) => approach).filter((approach) => !has(rowsAfter, approach)),
    onlyAfter: rowsAfter.map(({ approach }) => approach).filter((approach) => !has(rowsBefore, approach)),
    figures: rowsBefore.flatMap((old) =>
      rowsAfter
        .filter(({ approach }) => approach === old.approach)
        .flatMap((recent) =>
          comparedNames.map((metric) =>
            figure(old, recent, metric, !(isTime(metric) && countedOtherwise.includes(old.approach))),
          ),
        ),
    ),
    countedOtherwise,
    warning: NOT_PAIRED,
  };
}

const countedBy = ({ deliveriesBy }: ApproachRecord): string => deliveriesBy ?? "recipient";

/** Where it ends depends on who tells of a delivery. */
const isTime = (metric: (typeof comparedNames)[number]): boolean =>
  metric.startsWith("latency") || metric.startsWith("serviceTime");

function figure(
  old: Row,
  recent: Row,
  metric: (typeof comparedNames)[number],
  isSameMeasure: boolean,
): BeforeAfter["figures"][number] {
  const [before, after] = [old[metric], recent[metric]];
  const [beforeVerdict, afterVerdict] = [old.generatorVerdict, recent.generatorVerdict];
  const bound = beforeVerdict === "generator-bound" || afterVerdict === "generator-bound";
  const comparable = isSameMeasure && before !== undefined && after !== undefined && before > 0 && !bound;
  const ratio = comparable ? after / before : undefined;
  return { approach: old.approach, metric, before, after, beforeVerdict, afterVerdict, ratio };
}

/** Everything that should be equal before two figures are compared. */
function identity(result: Result): [name: string, value: string][] {
  const { scenario, approaches } = result;
  return [
    ["pushbench", result.pushbenchVersion],
    ["scenario", scenario.name],
    ["schedule fingerprint", result.scheduleFingerprint.slice(0, 12)],
    ["rounds", String(result.rounds.length)],
    ["state", result.state],
    ...settings("scenario: ", workload(scenario)),
    ...approaches.flatMap((one): [string, string][] => [
      ...settings(`${one.name}: `, one.config),
      [`${one.name}: service`, one.service === undefined ? "pushbench's" : JSON.stringify(one.service)],
      ...(one.processes === undefined ? [] : [[`${one.name}: processes`, String(one.processes)] as [string, string]]),
      [`${one.name}: deliveries counted by`, countedBy(one)],
    ]),
    ...machineLines(result.machine),
  ];
}

/** What makes the load, and how it is measured. Objectives only judge, and title and source change no figure. */
function workload({ name, title, source, objectives, ...load }: Result["scenario"]): Record<string, unknown> {
  return load;
}

/** Every setting by itself, nested ones with a dot, because of some thirty settings usually one differs. */
function settings(under: string, config: Record<string, unknown>): [name: string, value: string][] {
  return Object.entries(config).flatMap(([name, value]): [string, string][] => {
    const nested = typeof value === "object" && value !== null && !Array.isArray(value);
    if (nested) return settings(`${under}${name}.`, value as Record<string, unknown>);
    return [[under + name, typeof value === "string" ? value : JSON.stringify(value)]];
  });
}

/** A setting that only one of the two has is named as well. Approaches that only one has are listed separately. */
function differences(before: Result, after: Result): BeforeAfter["differences"] {
  const common = (result: Result, other: Result): Result => ({
    ...result,
    approaches: result.approaches.filter(({ name }) => other.approaches.some((one) => one.name === name)),
  });
  const [earlier, later] = [new Map(identity(common(before, after))), new Map(identity(common(after, before)))];
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap((what) => {
    const [was, is] = [earlier.get(what) ?? UNKNOWN, later.get(what) ?? UNKNOWN];
    return was === is ? [] : [{ what, before: was, after: is }];
  });
}

export function renderBeforeAfter(comparison: BeforeAfter): string {
  const { differences, figures, onlyBefore, onlyAfter, countedOtherwise, warning } = comparison;
  const parts = [
    warning,
    differences.length === 0
      ? "Same machine, scenario and schedule."
      : `Differs between the runs:\n\n${table(
          ["", "before", "after"],
          differences.map((one) => [one.what, one.before, one.after].map(asText)),
        )}`,
    figures.length === 0
      ? "The two results have no approach in common."
      : table(
          ["", "before", "after", "after ÷ before"],
          figures.map(({ approach, metric, before, after, beforeVerdict, afterVerdict, ratio }) => [
            `\`${approach}\` ${labels[metric] ?? tableOfFigures[metric].label}`,
            marked(tableOfFigures[metric].format(before), beforeVerdict),
            marked(tableOfFigures[metric].format(after), afterVerdict),
            ratioText({ ratio }),
          ]),
        ),
    ...markNotes(figures.flatMap((one) => [one.beforeVerdict, one.afterVerdict])),
    ...(countedOtherwise.length === 0
      ? []
      : [`Deliveries of ${list(countedOtherwise.map(code))} are counted in different ways: times have no ratio.`]),
    ...(onlyBefore.length === 0 ? [] : [`Only before: ${onlyBefore.join(", ")}.`]),
    ...(onlyAfter.length === 0 ? [] : [`Only after: ${onlyAfter.join(", ")}.`]),
    ...(onlyBefore.length + onlyAfter.length === 0 ? [] : [COMPANY]),
  ];
  return `${parts.join("\n\n")}\n`;
}
