/** Studies of known lines, and whether what is said of them is true. */

import { findingsOf } from "../../../src/studies/crossover/findings.js";
import type { CostLine, PairFindings } from "../../../src/studies/crossover/found.js";
import { crossingsOf } from "../../../src/studies/crossover/pair.js";
import { costOf, type KnownLine, logSpaced, type Noise, simulatedSweep } from "./simulated-sweep.js";

export interface Case {
  name: string;
  webhook: KnownLine;
  websocket: KnownLine;
}

const WEBSOCKET = { standing: 2e6, perDelivery: 20_000 };

/** Rates from 1 to 1,000 per second. */
export const CASES: readonly Case[] = [
  { name: "one crossing, at 80/s", webhook: { standing: 0.4e6, perDelivery: 40_000 }, websocket: WEBSOCKET },
  // The hardest to get right: at the fifth of eight points the two cost the same but for a thousandth
  {
    name: "one crossing, as good as at a point",
    webhook: { standing: 0.9651e6, perDelivery: 40_000 },
    websocket: WEBSOCKET,
  },
  { name: "none", webhook: { standing: 2.6e6, perDelivery: 40_000 }, websocket: WEBSOCKET },
  {
    name: "one, on the far side of a cliff",
    webhook: { standing: 0.1e6, perDelivery: 24_000, cliff: { below: 10, perConnection: 60_000 } },
    websocket: WEBSOCKET,
  },
  {
    name: "two and one more, at a cliff",
    webhook: { standing: 0.2e6, perDelivery: 30_000, cliff: { below: 60, perConnection: 200_000 } },
    websocket: WEBSOCKET,
  },
];

export const NOISES: readonly Noise[] = [0.03, 0.1, 0.2].flatMap((spread) =>
  [0, 0.7].map((shared) => ({ spread, shared })),
);

const RATES = logSpaced(1, 1000, 8);

export interface Tally {
  studies: number;
  /** In so many nothing false was said of who is cheaper at any point. */
  trueSigns: number;
  /** Said so many crossings as there are. */
  found: number;
  /** Each crossing that was said, as a whole study, lies in its interval. */
  intervalsRight: number;
  crossings: number;
  fiellerRight: number;
  fieller: number;
  standingRight: number;
  perDeliveryRight: number;
  lines: number;
}

export function studied({ webhook, websocket }: Case, noise: Noise, studies: number, rounds = 6): Tally {
  const truth = crossingRates(webhook, websocket);
  const tally: Tally = {
    studies,
    trueSigns: 0,
    found: 0,
    intervalsRight: 0,
    crossings: 0,
    fiellerRight: 0,
    fieller: 0,
    standingRight: 0,
    perDeliveryRight: 0,
    lines: 0,
  };
  for (let seed = 1; seed <= studies; seed++) {
    const record = simulatedSweep({ rates: RATES, rounds, approaches: { webhook, websocket }, noise, seed });
    const [curve] = findingsOf(record).curves;
    const pair = curve!.pairs.find(({ currency }) => currency === "cpu")!;
    const said = crossingsOf(pair.crossover);
    const rightOf = said.filter(({ from, to, below }) => {
      const within = truth.filter(({ rate }) => rate >= from.deliveriesPerSecond && rate <= to.deliveriesPerSecond);
      return within.length % 2 === 1 && within[0]!.below === below;
    });
    tally.crossings += said.length;
    tally.intervalsRight += rightOf.length;
    if (said.length === truth.length && (truth.length > 0 || pair.crossover.kind === "none")) tally.found++;
    if (isTrue(pair, { webhook, websocket })) tally.trueSigns++;
    for (const { fieller } of said) {
      if (fieller === undefined) continue;
      tally.fieller++;
      const holds = ({ rate }: { rate: number }): boolean =>
        fieller.kind === "everywhere" ||
        (fieller.kind === "between"
          ? rate >= fieller.from && rate <= fieller.to
          : rate <= fieller.to || rate >= fieller.from);
      if (truth.some(holds)) tally.fiellerRight++;
    }
    for (const line of curve!.lines) {
      const known = line.approach === "webhook" ? webhook : websocket;
      tally.lines++;
      if (holdsValue(line.standing, known.standing)) tally.standingRight++;
      if (holdsValue(line.perUnit, slopeOf(line, known))) tally.perDeliveryRight++;
    }
  }
  return tally;
}

const slopeOf = ({ connections }: CostLine, { perDelivery, cliff }: KnownLine): number =>
  perDelivery + (connections === "new" ? cliff!.perConnection : 0);

const holdsValue = ({ low, high }: { low?: number; high?: number }, value: number): boolean =>
  low !== undefined && low <= value && value <= high!;

/** Where the costs are the same, or change their order by a step. */
export function crossingRates(webhook: KnownLine, websocket: KnownLine): { rate: number; below: string }[] {
  const winnerAt = (rate: number): string =>
    costOf(webhook, rate) < costOf(websocket, rate) ? "webhook" : "websocket";
  const fine = logSpaced(RATES[0]!, RATES.at(-1)!, 100_001);
  return fine.flatMap((rate, i) => {
    const before = fine[i - 1];
    return before !== undefined && winnerAt(before) !== winnerAt(rate) ? [{ rate, below: winnerAt(before) }] : [];
  });
}

/** Whether every stretch that is said to be cheaper is. */
function isTrue({ crossover }: PairFindings, { webhook, websocket }: Omit<Case, "name">): boolean {
  const cheaper = (name: string, rate: number): boolean =>
    (costOf(webhook, rate) < costOf(websocket, rate) ? "webhook" : "websocket") === name;
  const stretches =
    crossover.kind === "undecided"
      ? crossover.sure.flatMap(({ cheaper: name, from, to }) => [[name, from] as const, [name, to] as const])
      : crossover.kind === "none"
        ? RATES.map((rate) => [crossover.cheaper, { deliveriesPerSecond: rate }] as const)
        : crossingsOf(crossover).flatMap(({ below, above, from, to }) => [
            [below, from] as const,
            [above, to] as const,
          ]);
  return stretches.every(([name, { deliveriesPerSecond }]) => cheaper(name, deliveriesPerSecond));
}
