/** What a study of crossovers, of capacities or of counts says of a measure. */

import { number, perSecond } from "../reporters/format.js";
import type { CapacityRecord } from "../studies/capacity/record.js";
import type { Crossover, PairFindings, SweepFindings } from "../studies/crossover/found.js";
import type { Measure } from "./claim-schema.js";
import type { Counts } from "./count.js";
import type { Seen } from "./observe.js";
import type { Outcome } from "./verdict.js";

type OfKind<Kind extends Measure["kind"]> = Extract<Measure, { kind: Kind }>;

/** The interval is the range of rates in which both cost the same. */
export function observeCrossover(
  { currency, rare, frequent }: OfKind<"crossover">,
  findings: SweepFindings,
): Seen & { outcome: Outcome } {
  const pair = findings.curves
    .flatMap(({ pairs }) => pairs)
    .find((one) => one.currency === currency && isOf(one, rare, frequent));
  if (pair === undefined)
    return { outcome: "unmeasured", said: `${rare} and ${frequent} were not compared in ${currency}` };
  return ofCrossover(pair.crossover, { rare, frequent });
}

const isOf = ({ approach, reference }: PairFindings, one: string, other: string): boolean =>
  (approach === one && reference === other) || (approach === other && reference === one);

function ofCrossover(
  crossover: Crossover,
  { rare, frequent }: { rare: string; frequent: string },
): Seen & { outcome: Outcome } {
  switch (crossover.kind) {
    case "crossing": {
      const { from, to, estimate, below, above } = crossover;
      const middle = estimate?.eventsPerSecond ?? Math.sqrt(from.eventsPerSecond * to.eventsPerSecond);
      const perClient = `${number(from.eventsPerSecondPerClient)}–${perSecond(to.eventsPerSecondPerClient)} per client`;
      return {
        outcome: below === rare && above === frequent ? "holds" : "fails",
        observed: { estimate: middle, low: from.eventsPerSecond, high: to.eventsPerSecond, confidence: 0.95 },
        said: `${below} is cheaper below ${perSecond(from.eventsPerSecond)}, ${above} above ${perSecond(to.eventsPerSecond)} (${perClient})`,
      };
    }
    case "none":
      return { outcome: "fails", said: `${crossover.cheaper} is cheaper at every rate` };
    case "several":
      return { outcome: "unsure", said: "the cheaper one changes more than once" };
    case "undecided":
      return {
        outcome: "unsure",
        said:
          crossover.sure.length === 0
            ? "nobody is surely cheaper at any rate"
            : crossover.sure
                .map(
                  ({ cheaper, from, to }) =>
                    `${cheaper} is surely cheaper from ${perSecond(from.eventsPerSecond)} to ${perSecond(to.eventsPerSecond)} only`,
                )
                .join("; "),
      };
    default:
      return { outcome: "unmeasured", said: `${rare} and ${frequent} were not both measured at any rate` };
  }
}

/** The reference of the study may be either side, so the ratio may have to be turned round. */
export function observeCapacity({ of, to }: OfKind<"capacity">, { ratios, reference, answers }: CapacityRecord): Seen {
  const rounds = Math.min(...answers.map(({ counted }) => counted));
  const direct = reference === to ? ratios.find(({ approach }) => approach === of) : undefined;
  if (direct !== undefined) return seen(direct, rounds);
  const turned = reference === of ? ratios.find(({ approach }) => approach === to) : undefined;
  if (turned !== undefined)
    return seen({ ratio: 1 / turned.ratio, low: 1 / turned.high, high: 1 / turned.low }, rounds);
  return { rounds, said: `the capacity of ${of} or of ${to} was not found` };
}

const seen = ({ ratio, low, high }: { ratio: number; low: number; high: number }, rounds: number): Seen => ({
  observed: { estimate: ratio, low, high, confidence: 0.95 },
  ...{ rounds, leftOut: 0 },
});

export function observeCount({ what, of, to }: OfKind<"count">, counts: Counts): Seen {
  const [one, other] = [counts[of]![what], counts[to]![what]];
  const said = `${one} and ${other} ${what}`;
  if (other === 0) return { said: `${said}: nothing to divide by` };
  const ratio = one / other;
  return { observed: { estimate: ratio, low: ratio, high: ratio }, said };
}
