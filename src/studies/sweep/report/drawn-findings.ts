/** What is said of a sweep's costs, as a chart shows it: cost lines, crossovers, and the step of connections. */
import type { Curve, Stretch } from "../../../reporters/charts/curves.js";
import { lookOf } from "../../../reporters/charts/look.js";
import { number } from "../../../reporters/format.js";
import type { CostLine, Crossing, CurveFindings } from "../../crossover/found.js";
import { crossingsOf } from "../../crossover/pair.js";

/** Of each line, as much as lies between the points that it runs through. */
export function linesOf(
  { lines, points }: CurveFindings,
  { currency, perDelivery: isPerDelivery }: { currency?: string; perDelivery?: true },
  names: readonly string[],
): Curve[] {
  return lines
    .filter((one) => one.currency === currency)
    .map((one) => {
      const its = points.filter(({ number }) => one.points.includes(number));
      const places = its.slice(1).flatMap((to, i) => between(its[i]!, to, one.along));
      return {
        name: `${one.approach}: cost line`,
        look: lookOf(names.indexOf(one.approach)),
        hasMarks: false,
        isDotted: true,
        points: places.map(({ x, amount }) => ({ x, y: costOn(one, amount) / (isPerDelivery ? amount : 1) })),
      };
    });
}

const costOn = ({ standing, perUnit }: CostLine, amount: number): number =>
  standing.estimate + perUnit.estimate * amount;

const STEPS = 8;

/** In equal factors, since costs per delivery fall like 1 ÷ rate. */
function between(from: CurveFindings["points"][number], to: CurveFindings["points"][number], along: CostLine["along"]) {
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const at = (one: number, other: number): number =>
      one > 0 && other > 0 ? one * (other / one) ** (i / STEPS) : one + ((other - one) * i) / STEPS;
    return { x: at(from.value, to.value), amount: at(from[along], to[along]) };
  }).filter(({ amount }) => amount > 0);
}

/** Where a crossover surely lies, and beside it what Fieller's theorem says of the two lines. */
export function crossingsIn({ pairs }: CurveFindings, currency: string): Stretch[] {
  return pairs
    .filter((one) => one.currency === currency)
    .flatMap(({ approach, reference, crossover }) =>
      crossingsOf(crossover).flatMap((crossing): Stretch[] => {
        const names = `${approach} and ${reference}`;
        const [from, to] = [crossing.from.value, crossing.to.value];
        const range = { from, to, name: `${names} cost the same somewhere between ${number(from)} and ${number(to)}` };
        const check = checkOf(crossing);
        if (check === undefined) return [range];
        const name = `where the lines of ${names} meet, by Fieller's theorem: ${number(check.from)} to ${number(check.to)}`;
        return [range, { ...check, isStrip: true, name }];
      }),
    );
}

/** Fieller's interval along the axis. Undefined where it has no bounds, or lies below any rate. */
export function checkOf({ from, fieller }: Crossing): { from: number; to: number } | undefined {
  if (fieller?.kind !== "between" || fieller.to < 0) return undefined;
  const perValue = from.deliveriesPerSecond / from.value;
  return { from: Math.max(0, fieller.from / perValue), to: fieller.to / perValue };
}

export function cliffsIn(
  { cliffs }: CurveFindings,
  names: readonly string[],
  currency: string,
): { x: number; name: string }[] {
  return cliffs
    .filter(({ approach, steps }) => names.includes(approach) && steps.some((step) => step.currency === currency))
    .flatMap(({ approach, from, to }) => {
      if (from === undefined || to === undefined) return [];
      return [
        {
          x: Math.sqrt(from.value * to.value),
          name: `${approach}: a new connection for each delivery up to ${number(from.value)}, connections that stay from ${number(to.value)} on`,
        },
      ];
    });
}
