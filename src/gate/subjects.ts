/** What one check is about: a metric of an approach, or of one approach against another, and how the rounds yield it. */

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
  /** As the report names it: the approach, or "webhook / websocket". */
  approach: string;
  metric: GateMetricName;
  unit: GateUnit;
  policy: Policy;
  /** Whose figures it needs. */
  approaches: readonly string[];
  /** Of the whole round, and of each of its slices where they have it. */
  value: Reading<number>;
  slices: Reading<(number | undefined)[]>;
}

type Reading<Value> = (arm: readonly ApproachFigures[]) => Value | undefined;

export interface Watch {
  approaches: readonly { name: string; transport: string }[];
  loop: Loop;
  /** What differs from the defaults. */
  metrics?: { [metric in GateMetricName]?: Wanted | undefined };
  /** Webhook against WebSocket, the base's ratio against the head's. Advisory by default. */
  ratios?: Role;
}

export function subjectsOf({ approaches, loop, metrics = {}, ratios = "advisory" }: Watch): Subject[] {
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
  const reference = approaches.find(({ transport }) => transport === "websocket");
  const webhooks = approaches.filter(({ transport }) => transport === "webhook");
  if (!reference) return own;
  const against = webhooks.flatMap(({ name }) =>
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

/** Figures have logarithms, or they are not measured: a service that used no CPU at all was not looked at. */
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

/** One round in which both arms have the figure, and the control too where there is one. */
export interface Pair {
  round: GateRound;
  base: number;
  head: number;
  control?: number;
}

export interface Series {
  /** Of rounds that were fit. */
  pairs: Pair[];
  /** Rounds played, and among them those with the figure in every arm, fit or not. */
  rounds: number;
  measured: number;
  unfit: UnfitReason[];
}

export function seriesOf(subject: Subject, rounds: readonly GateRound[]): Series {
  const series: Series = { pairs: [], rounds: rounds.length, measured: 0, unfit: [] };
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
 * The figures of the arms in a round. Where slices have them, slice against slice of the same place: the middle of these
 * ratios, as the middle of the rounds is found (statistics/ratio.ts), with levels to which they belong. A burst of other
 * work, a collection of garbage or a compiler at work in one slice moves a sum, and hardly the middle; and what changes along a
 * round, such as getting warm, is in both arms' slices of one place. Swapping the arms still mirrors the outcome.
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

/** With fewer their middle is no surer than their sum. */
const FEWEST_SLICES = 4;

/** ln of how much worse `value` is than `than`: above 0 is worse, whichever direction is better. */
export function worseBy(metric: GateMetricName, value: number, than: number): number {
  const log = Math.log(value) - Math.log(than);
  return gateMetrics[metric].better === "lower" ? log : -log;
}
