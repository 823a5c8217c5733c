/** At which rate the answer would be another one: by a sweep over rates, or by the ratios at the rates that were measured. */
import type { PairedRatio } from "../statistics/ratio.js";
import { cellsOf } from "../studies/crossover/cells.js";
import { connectionCliff } from "../studies/crossover/connection-cliff.js";
import { type Currency, isMeasured } from "../studies/crossover/currencies.js";
import type { CurrencyName } from "../studies/crossover/currency-names.js";
import type { CurvePoint } from "../studies/crossover/found.js";
import { crossingsOf, pairOf } from "../studies/crossover/pair.js";
import { ratioOfPairs } from "../studies/crossover/sure-points.js";
import type { Evidence } from "./evidence.js";
import { isDelivering } from "./month.js";

export interface FlipAsked {
  approach: string;
  /** The approach with which it is compared. */
  other: string;
  currency: CurrencyName;
  /** Of the workload: rates are told for this number of clients. */
  clients: number;
}

/** Rates are the workload's events per second. */
export type Flip =
  /** The winner changes within each range. */
  | { kind: "changes"; changes: { below: string; above: string; from: number; to: number }[] }
  /** One of them is surely cheaper at every measured rate. */
  | { kind: "no change"; cheaper: string; from: number; to: number }
  | { kind: "undecided"; from: number; to: number }
  /** There is no sweep over rates that has both. */
  | { kind: "not known" };

export interface RatioAtRate {
  eventsPerSecond: number;
  /** approach ÷ other. */
  ratio: PairedRatio;
  file: string;
}

/**
 * What stands grows with the clients, so a rate per client is what can be carried over from one number of clients to another
 * (docs/crossover.md).
 */
export function flipOf({ curve }: Evidence, asked: FlipAsked, currency: Currency): Flip {
  if (curve === undefined) return { kind: "not known" };
  const { approach, other, clients, currency: name } = asked;
  const cliffs = [approach, other].flatMap((one) => connectionCliff(curve, one, [[name, currency]]) ?? []);
  const { crossover } = pairOf(curve, { approach, reference: other, currency: name }, currency, cliffs);
  const rate = (point: CurvePoint): number => point.eventsPerSecondPerClient * clients;
  const [first, last] = [curve.points[0]!, curve.points.at(-1)!].map(rate) as [number, number];
  const range = { from: first, to: last };
  if (crossover.kind === "unmeasured") return { kind: "not known" };
  if (crossover.kind === "none") return { kind: "no change", cheaper: crossover.cheaper, ...range };
  if (crossover.kind === "undecided") return { kind: "undecided", ...range };
  const changes = crossingsOf(crossover).map(({ below, above, from, to }) => {
    return { below, above, from: rate(from), to: rate(to) };
  });
  return { kind: "changes", changes };
}

/** At every measured rate of every piece of evidence that has both; ascending. */
export function ratiosOf(all: readonly Evidence[], asked: FlipAsked, currency: Currency): RatioAtRate[] {
  const { approach, other, clients } = asked;
  const found = all.flatMap(({ points, source, ...evidence }) =>
    points.flatMap((point) => {
      const cells = cellsOf(point, [approach, other], (one) => isDelivering(one) && isMeasured(currency.of(one)));
      if (cells.length === 0) return [];
      const pairs = cells.map((cell) => {
        const cost = cell.map((one) => currency.of(one)! / one.deliveriesPerSecond);
        return [cost[0]!, cost[1]!] as const;
      });
      const eventsPerSecond = (point.eventsPerSecond / evidence.clients) * clients;
      return [{ eventsPerSecond, ratio: ratioOfPairs(pairs), file: source.file }];
    }),
  );
  return found.sort((one, next) => one.eventsPerSecond - next.eventsPerSecond);
}
