/** What a sweep's rounds say of costs and crossovers. Pure: the record goes in. */
import type { SweepRecord } from "../sweep/record.js";
import { connectionCliff, hasStep, sideAt } from "./connection-cliff.js";
import { costLine } from "./cost-line.js";
import { type Currency, measuredCurrencies } from "./currencies.js";
import { type CurrencyName, currencyNames, type LineName } from "./currency-names.js";
import { type Curve, curvesOf, RATES } from "./curve.js";
import type { ConnectionCliff, CostLine, CurveFindings, SweepFindings } from "./found.js";
import { moneyOf } from "./money.js";
import { pairOf } from "./pair.js";

export function findingsOf(record: SweepRecord, prices = record.prices): SweepFindings {
  const { scenario } = record.question;
  const currencies: [LineName, Currency][] = [
    ...(Object.entries(measuredCurrencies) as [LineName, Currency][]),
    ...(prices === undefined ? [] : [["money", moneyOf(prices, scenario)] as [LineName, Currency]]),
  ];
  const curves = curvesOf(record).map((curve) => ofCurve(curve, record.question, currencies));
  if (prices === undefined) return { curves };
  const { title, date, currency } = prices;
  return { prices: { title, date, currency }, curves };
}

function ofCurve(
  curve: Curve,
  { scenario, reference }: SweepRecord["question"],
  currencies: readonly [LineName, Currency][],
): CurveFindings {
  const names = scenario.approaches.map(({ name }) => name);
  const cliffs = curve.over.startsWith(RATES)
    ? names.flatMap((approach) => connectionCliff(curve, approach, currencies) ?? [])
    : [];
  const lines = names.flatMap((approach) =>
    currencies.flatMap(([name, currency]) => linesOf(curve, approach, name, currency, cliffs)),
  );
  const pairs = names
    .filter((name) => name !== reference)
    .flatMap((approach) =>
      currencies.filter(isCompared).map(([name, currency]) => {
        return pairOf(curve, { approach, reference, currency: name as CurrencyName }, currency, cliffs);
      }),
    )
    .filter(({ crossover }) => crossover.kind !== "unmeasured");
  return { over: curve.over, at: curve.at, points: curve.points, lines, cliffs, pairs };
}

const isCompared = ([name]: readonly [LineName, Currency]): boolean =>
  (currencyNames as readonly string[]).includes(name);

/** One line, or one on each side of a step. */
export function linesOf(
  curve: Curve,
  approach: string,
  name: LineName,
  currency: Currency,
  cliffs: readonly ConnectionCliff[],
): CostLine[] {
  const cliff = cliffs.find((one) => one.approach === approach && hasStep(one, name));
  if (cliff === undefined) return [costLine(curve, { approach, currency: name }, currency) ?? []].flat();
  const sides = [
    ["new", -1],
    ["reused", 1],
  ] as const;
  return sides.flatMap(
    ([connections, side]) =>
      costLine(
        curve,
        { approach, currency: name, connections },
        currency,
        (place) => sideAt(cliff, curve.points[place]!) === side,
      ) ?? [],
  );
}
