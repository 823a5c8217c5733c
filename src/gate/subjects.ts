/** What one check is about: a metric of an approach, or the ratio of two approaches, and how it is read from the rounds. */

import { referenceOf, type TransportFacts } from "../result/reference.js";
import { pairedLevels, pairedRatio } from "../statistics/ratio.js";
import type { ApproachFigures, Arm, GateRound } from "./figures.js";
import { type UnfitReason, unfitReason } from "./fitness.js";
import type { GateUnit } from "./gate-report.js";
import {
  type GateMetricName,
  gateMetricNames,
  gateMetrics,
  type Loop,
  type Policy,
  policyOf,
  type Role,
  type Wanted,
} from "./metrics.js";

export interface Subject {
  /** The name in the report: the approach, or "approach / reference". */
  approach: string;
  metric: GateMetricName;
  unit: GateUnit;
  policy: Policy;
  /** The approaches whose figures it needs. */
  approaches: readonly string[];
  /** How the figure is read from the whole round, and from each of its slices where slices have it. */
  value: Reading<number>;
  slices: Reading<(number | undefined)[]>;
}

type Reading<Value> = (arm: readonly ApproachFigures[]) => Value | undefined;

export interface Watch {
  approaches: readonly { name: string; transport: string }[];
  /** The facts of the approaches' transports, by name. */
  transports: Readonly<Record<string, TransportFacts>>;
  loop: Loop;
  /** What the scenario changes of the defaults. */
  metrics?: { [metric in GateMetricName]?: Wanted | undefined };
  /** The role of the ratios of one transport to another, compared between base and head. It is advisory by default. */
  ratios?: Role;
}

export function subjectsOf({ approaches, transports, loop, metrics = {}, ratios = "advisory" }: Watch): Subject[] {
  const own = approaches.flatMap(({ name }) =>
    gateMetricNames.map((metric) => ({
      approach: name,
      metric,
      unit: gateMetrics[metric].unit,
      policy: policyOf(metric, loop, metrics[metric]),
      approaches: [name],
      value: figure(name, metric),
      slices: slicesOf(name, metric),
    })),
  );
  const reference = referenceOf(approaches, transports);
  if (!reference) return own;
  const others = approaches.filter(({ transport }) => transport !== reference.transport);
  const against = others.flatMap(({ name }) =>
    gateMetricNames
      .filter((metric) => gateMetrics[metric].asRatio)
      .map((metric) => ({
        approach: `${name} / ${reference.name}`,
        metric,
        unit: "ratio" as const,
        policy: { ...policyOf(metric, loop, metrics[metric]), role: ratios },
        approaches: [name, reference.name],
        value: quotient(figure(name, metric), figure(reference.name, metric)),
        slices: quotients(slicesOf(name, metric), slicesOf(reference.name, metric)),
      })),
  );
  return [...own, ...against];
}

/** A figure without a logarithm was not measured: a service that used no CPU at all was not looked at. */
const withLogarithm = (value: number | undefined): number | undefined =>
  value !== undefined && value > 0 && Number.isFinite(value) ? value : undefined;

const figuresIn = (arm: readonly ApproachFigures[], approach: string): ApproachFigures | undefined =>
  arm.find((one) => one.approach === approach);

const figure =
  (approach: string, metric: GateMetricName): Reading<number> =>
  (arm) =>
    withLogarithm(figuresIn(arm, approach)?.metrics[metric]);

const slicesOf =
  (approach: string, metric: GateMetricName): Reading<(number | undefined)[]> =>
  (arm) =>
    figuresIn(arm, approach)?.slices?.[metric]?.map(withLogarithm);

const divided = (over: number | undefined, under: number | undefined): number | undefined =>
  over === undefined || under === undefined ? undefined : over / under;

const quotient =
  (numerator: Reading<number>, denominator: Reading<number>): Reading<number> =>
  (arm) =>
    divided(numerator(arm), denominator(arm));

function quotients(
  numerator: Reading<(number | undefined)[]>,
  denominator: Reading<(number | undefined)[]>,
): Reading<(number | undefined)[]> {
  return (arm) => {
    const under = denominator(arm);
    return under && numerator(arm)?.map((over, slice) => divided(over, under[slice]));
  };
}

/** A round in which both arms have the figure, and the control has it too where there is one. */
export interface Pair {
  round: GateRound;
  base: number;
  head: number;
  control?: number;
}

export interface PairedFigures {
  /** The pairs of the rounds that were fit. */
  pairs: Pair[];
  /** How many rounds were played, and in how many of them, fit or not, every arm has the figure. */
  rounds: number;
  measured: number;
  unfit: UnfitReason[];
}

export function seriesOf(subject: Subject, rounds: readonly GateRound[]): PairedFigures {
  const series: PairedFigures = { pairs: [], rounds: rounds.length, measured: 0, unfit: [] };
  for (const round of rounds) {
    const { base, head, control } = roundValues(subject, round);
    const unfit = subject.approaches.map((approach) => unfitReason(round, approach)).find((reason) => reason);
    const complete = base !== undefined && head !== undefined && (control !== undefined || !round.control);
    if (complete) series.measured++;
    if (unfit) series.unfit.push(unfit);
    else if (complete) series.pairs.push({ round, base, head, ...(control === undefined ? {} : { control }) });
  }
  return series;
}

/**
 * The figures of the arms in a round. Where slices have the figure, each slice is compared with the other arm's slice of the
 * same place, and the middle of these ratios is taken in the way in which the middle of the rounds is found
 * (statistics/ratio.ts); the levels belong to that middle. A burst of other work, a garbage collection or a compiler at work in
 * one slice moves a sum, but hardly moves the middle. What changes along a round, such as warming up, affects both arms' slices
 * of one place alike. Swapping the arms still mirrors the outcome.
 */
function roundValues(subject: Subject, round: GateRound): Partial<Record<Arm, number | undefined>> {
  const value = (arm: Arm): number | undefined => subject.value(round[arm] ?? []);
  const whole = { base: value("base"), head: value("head"), control: value("control") };
  const arms: Arm[] = round.control ? ["base", "head", "control"] : ["base", "head"];
  const slices = arms.map((arm) => subject.slices(round[arm] ?? []) ?? []);
  const places = [...slices[0]!.keys()].filter((place) => slices.every((one) => one[place] !== undefined));
  if (places.length < FEWEST_SLICES || slices.some(({ length }) => length !== slices[0]!.length)) return whole;
  const [base, head, control] = slices.map((one) => places.map((place) => one[place]!));
  const levels = pairedLevels(head!, base!)!;
  const again = control && pairedRatio(control, base!).ratio! * levels.denominator;
  return { base: levels.denominator, head: levels.numerator, ...(again !== undefined && { control: again }) };
}

/** With fewer slices their middle is not more certain than their sum. */
const FEWEST_SLICES = 4;

/** The natural logarithm of how much worse `value` is than `than`. Above 0 is worse, whichever direction is better. */
export function worseBy(metric: GateMetricName, value: number, than: number): number {
  const log = Math.log(value) - Math.log(than);
  return gateMetrics[metric].better === "lower" ? log : -log;
}
