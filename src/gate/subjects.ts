/** What one check is about: a metric of an approach, or of one approach against another, and how the rounds yield it. */
import type { ApproachFigures, Arm, GateRound } from "./figures.js";
import { type UnfitReason, unfitReason } from "./fitness.js";
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
import type { GateUnit } from "./report.js";

export interface Subject {
  /** As the report names it: the approach, or "webhook / websocket". */
  approach: string;
  metric: GateMetricName;
  unit: GateUnit;
  policy: Policy;
  /** Whose figures it needs. */
  approaches: readonly string[];
  value(arm: readonly ApproachFigures[]): number | undefined;
}

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
      })),
  );
  return [...own, ...against];
}

type Reading = Subject["value"];

/** Figures have logarithms, or they are not measured: a service that used no CPU at all was not looked at. */
function figure(approach: string, metric: GateMetricName): Reading {
  return (arm) => {
    const value = arm.find((one) => one.approach === approach)?.metrics[metric];
    return value !== undefined && value > 0 && Number.isFinite(value) ? value : undefined;
  };
}

function quotient(numerator: Reading, denominator: Reading): Reading {
  return (arm) => {
    const [over, under] = [numerator(arm), denominator(arm)];
    return over === undefined || under === undefined ? undefined : over / under;
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
    const value = (arm: Arm): number | undefined => subject.value(round[arm] ?? []);
    const [base, head, control] = [value("base"), value("head"), value("control")];
    const unfit = subject.approaches.map((approach) => unfitReason(round, approach)).find((reason) => reason);
    const complete = base !== undefined && head !== undefined && (control !== undefined || !round.control);
    if (complete) series.measured++;
    if (unfit) series.unfit.push(unfit);
    else if (complete) series.pairs.push({ round, base, head, ...(control === undefined ? {} : { control }) });
  }
  return series;
}

/** ln of how much worse `value` is than `than`: above 0 is worse, whichever direction is better. */
export function worseBy(metric: GateMetricName, value: number, than: number): number {
  const log = Math.log(value) - Math.log(than);
  return gateMetrics[metric].better === "lower" ? log : -log;
}
