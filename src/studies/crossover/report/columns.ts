/** Columns for the line of a point and an approach in a sweep's CSV: base units, and empty where nothing is known. */
import { currencyNames } from "../currency-names.js";
import type { CurveFindings, SweepFindings } from "../found.js";

/** Of the approach ÷ the reference, which has none. */
export const crossoverColumnNames: readonly string[] = [
  ...currencyNames.flatMap((name) => [`${name}Ratio`, `${name}RatioLow`, `${name}RatioHigh`]),
  ...currencyNames.map((name) => `${name}Line`),
];

/** `…Line` is what the approach's cost line says at this point, per second; money per month, memory as it is. */
export function crossoverColumns(
  { curves }: SweepFindings,
  point: number,
  approach: string,
): Record<string, number | undefined> {
  const curve = curves.find(({ points }) => points.some(({ number }) => number === point));
  if (curve === undefined) return {};
  return { ...ratios(curve, point, approach), ...lines(curve, point, approach) };
}

function ratios({ pairs }: CurveFindings, point: number, approach: string): Record<string, number | undefined> {
  const entries = pairs
    .filter((pair) => pair.approach === approach)
    .flatMap(({ currency, points }) => {
      const found = points.find((one) => one.point === point)?.ratio;
      return [
        [`${currency}Ratio`, found?.ratio],
        [`${currency}RatioLow`, found?.low],
        [`${currency}RatioHigh`, found?.high],
      ] as const;
    });
  return Object.fromEntries(entries);
}

function lines(curve: CurveFindings, point: number, approach: string): Record<string, number> {
  const at = curve.points.find(({ number }) => number === point)!;
  const ofPoint = curve.lines.filter((line) => line.approach === approach && line.points.includes(point));
  return Object.fromEntries(
    ofPoint.map(({ currency, along, standing, perUnit }) => [
      `${currency}Line`,
      standing.estimate + perUnit.estimate * at[along],
    ]),
  );
}
