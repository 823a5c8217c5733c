/**
 * The trials of each approach by their rate, in the order in which they were played: how the search closed in on the capacity. Below
 * them lies what all trials together say of it, and its interval is shaded.
 */
import { caption, horizontalAxis, label, type Plot } from "../../../reporters/charts/axes.js";
import type { Drawing, Figure } from "../../../reporters/charts/drawing.js";
import { type LegendEntry, legend } from "../../../reporters/charts/legend.js";
import { LINE_HEIGHT, lookOf } from "../../../reporters/charts/look.js";
import { bandPath, mark, type Reach } from "../../../reporters/charts/paths.js";
import { type Axis, logAxis } from "../../../reporters/charts/scales.js";
import { element, line, rectangle, tip } from "../../../reporters/charts/svg.js";
import { number, perSecond } from "../../../reporters/format.js";
import type { ApproachAnswer, CapacityRecord, TrialRecord } from "../record.js";
import { studyOf } from "../study.js";
import { capacityText, intervalText, outcomeWords, seenText } from "./words.js";

/** Undefined before the first trial. */
export function capacityFigure(record: CapacityRecord): Figure | undefined {
  const { trials, answers } = record;
  if (trials.length === 0) return undefined;
  const posteriors = studyOf(record).posteriors();
  const said = answers.map(({ approach, answer }) => {
    const interval = answer.kind === "found" ? ` (95 % interval ${intervalText(answer)})` : "";
    return `${approach}: ${capacityText(answer)}${interval}`;
  });
  return {
    name: "capacity",
    title: "Trials and capacity",
    finding: `${said.join("; ")}.`,
    header: ["#", "approach", "rate", "outcome", "what was seen"],
    rows: trials.map((trial) => [
      `${trial.number}`,
      trial.approach,
      perSecond(trial.rate),
      outcomeWords[trial.outcome],
      seenText(trial),
    ]),
    draw: (width) => drawn(record, posteriors, width),
  };
}

type Posterior = ReturnType<ReturnType<typeof studyOf>["posteriors"]>[number];

/** px */
const TRIALS_HEIGHT = 120;
const POSTERIOR_HEIGHT = 36;
/** Cells with less of the posterior's peak are not drawn. */
const SMALLEST_PART = 0.01;

function drawn({ trials, answers }: CapacityRecord, posteriors: readonly Posterior[], width: number): Drawing {
  const rates = [...trials.map(({ rate }) => rate), ...answers.flatMap(({ answer }) => ratesOf(answer))];
  const x = logAxis({ low: Math.min(...rates), high: Math.max(...rates), from: 8, to: width - 8, format: number });
  const keys = legend(signsOf(answers), width);
  const body = [...keys.body];
  let y = keys.height;
  for (const [place, { approach, answer }] of answers.entries()) {
    const own = trials.filter((trial) => trial.approach === approach);
    const name = label(`${approach}: ${capacityText(answer)}`, 0, width, y, "strong");
    const top = y + name.height + 4;
    const plot: Plot = { left: 0, right: width, top, bottom: top + TRIALS_HEIGHT };
    // Before a trial counts, every rate is as likely as any other, and that is no picture
    const counts = own.some(({ outcome }) => outcome !== "not-counted");
    const shares = !counts ? [] : posteriors.find((one) => one.approach === approach)!.shares;
    const foot = plot.bottom + POSTERIOR_HEIGHT;
    const isLast = place === answers.length - 1;
    body.push(
      ...name.body,
      ...intervalOf(answer, x, { ...plot, bottom: foot }),
      ...horizontalAxis(
        isLast ? x : { ...x, ticks: x.ticks.map((tick) => ({ ...tick, label: "" })) },
        { ...plot, bottom: foot },
        width,
      ),
      ...posteriorPath(shares, x, place, foot),
      line("axis", 0, foot, width, foot),
      ...own.map((trial, i) =>
        trialMark(trial, place, x.at(trial.rate), top + ((i + 0.5) / own.length) * TRIALS_HEIGHT),
      ),
    );
    y = foot + (isLast ? LINE_HEIGHT + 8 : 12);
  }
  const below = caption(
    "events per second, logarithmic; within each part the first trial is at the top, the posterior at the foot",
    0,
    width,
    y,
  );
  return { width, height: y + below.height + 4, body: [...body, ...below.body] };
}

const ratesOf = (answer: ApproachAnswer["answer"]): number[] =>
  answer.kind === "found" ? [answer.from, answer.to] : answer.kind === "undecided" ? [] : [answer.rate];

/** Of a bound, all that lies beyond it. */
function intervalOf(answer: ApproachAnswer["answer"], x: Axis, { left, right, top, bottom }: Plot): string[] {
  if (answer.kind === "undecided") return [];
  const [first, last] = ratesOf(answer).map((rate) => x.at(rate)) as [number, number?];
  const [from, to] = answer.kind === "not-above" ? [left, first] : [first, last ?? right];
  const said = answer.kind === "found" ? `95 % interval: ${intervalText(answer)}` : capacityText(answer);
  const middle = answer.kind === "found" ? x.at(answer.estimate) : first;
  return [
    rectangle("shade", from, top, to - from, bottom - top, said),
    line("axis dashed", middle, top, middle, bottom),
  ];
}

/** As high as its peak allows. */
function posteriorPath(shares: Posterior["shares"], x: Axis, place: number, foot: number): string[] {
  const peak = Math.max(0, ...shares.map(({ share }) => share));
  const reaches = shares
    .filter(({ share }) => share > peak * SMALLEST_PART)
    .map(({ rate, share }): Reach => [x.at(rate), foot, foot - (share / peak) * POSTERIOR_HEIGHT]);
  const { colour } = lookOf(place);
  return reaches.length === 0 ? [] : [element("path", { class: `half f${colour}`, d: bandPath(reaches) })];
}

function trialMark(trial: TrialRecord, place: number, x: number, y: number): string {
  const said = `trial ${trial.number} of ${trial.approach}, ${perSecond(trial.rate)}: ${outcomeWords[trial.outcome]}. ${seenText(trial)}`;
  return outcomeMark(trial.outcome, place, x, y, said);
}

/** Passed is filled, failed is hollow, and what does not count is a cross. */
function outcomeMark(outcome: TrialRecord["outcome"], place: number, x: number, y: number, said: string): string {
  const look = { ...lookOf(place), shape: 0 };
  if (outcome !== "not-counted") return mark(look, [x, y], { isHollow: outcome === "failed", area: 44, said });
  return element("path", { class: "line unsure", d: `M${r(x - 3.5)},${r(y - 3.5)}l7,7m0,-7l-7,7` }, [tip(said)]);
}

const r = (pixels: number): number => Math.round(pixels * 10) / 10;

const shaded = (x: number, y: number): string[] => [
  rectangle("shade", x - 9, y - 7, 18, 14),
  line("axis dashed", x, y - 7, x, y + 7),
];

function signsOf(answers: readonly ApproachAnswer[]): LegendEntry[] {
  const kinds = answers.map(({ answer }) => answer.kind);
  const hasBound = kinds.includes("not-above") || kinds.includes("not-below");
  const names = [
    ...(kinds.includes("found") ? ["interval of the capacity, with the estimate"] : []),
    ...(hasBound ? ["shaded to the edge: only a bound of the capacity is known"] : []),
  ];
  return [
    ...(["passed", "failed", "not-counted"] as const).map((outcome) => ({
      name: outcomeWords[outcome],
      draw: (x: number, y: number) => [outcomeMark(outcome, 0, x, y, outcomeWords[outcome])],
    })),
    ...names.map((name) => ({ name, draw: shaded })),
  ];
}
