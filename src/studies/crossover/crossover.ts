/** From points where one of two approaches is surely cheaper to the answer at which rate they cost the same. */
import type { Crossover, CurvePoint } from "./found.js";
import type { Sure } from "./sure-points.js";

/** Points without any sound pair of rounds must not be among them. */
export function crossoverOf(
  points: readonly CurvePoint[],
  sure: readonly Sure[],
  [first, second]: readonly [string, string],
): Crossover {
  if (points.length === 0) return { kind: "unmeasured" };
  const cheaper = (one: Sure): string => (one < 0 ? first : second);
  const runs = runsOf(sure);
  const crossings = runs.slice(1).flatMap(({ winner, from }, i) => {
    const below = runs[i]!;
    return [{ below: cheaper(below.winner), above: cheaper(winner), from: points[below.to]!, to: points[from]! }];
  });
  if (crossings.length > 1) return { kind: "several", crossings };
  if (crossings.length === 1) return { kind: "crossing", ...crossings[0]! };
  if (runs.length === 1 && !sure.includes(0)) return { kind: "none", cheaper: cheaper(runs[0]!.winner) };
  const stretches = stretchesOf(sure).map(({ winner, from, to }) => ({
    cheaper: cheaper(winner),
    from: points[from]!,
    to: points[to]!,
  }));
  return { kind: "undecided", sure: stretches, undecidedAt: points.filter((_, place) => sure[place] === 0) };
}

interface Run {
  winner: Sure;
  from: number;
  to: number;
}

/** Sure points that follow each other with the same winner; points that are not sure may lie between them. */
function runsOf(sure: readonly Sure[]): Run[] {
  const runs: Run[] = [];
  for (const [place, winner] of sure.entries()) {
    const last = runs.at(-1);
    if (winner !== 0 && last?.winner === winner) last.to = place;
    else if (winner !== 0) runs.push({ winner, from: place, to: place });
  }
  return runs;
}

/** Without points between them that are not sure. */
function stretchesOf(sure: readonly Sure[]): Run[] {
  const stretches: Run[] = [];
  for (const [place, winner] of sure.entries()) {
    const last = stretches.at(-1);
    if (winner !== 0 && last?.winner === winner && last.to === place - 1) last.to = place;
    else if (winner !== 0) stretches.push({ winner, from: place, to: place });
  }
  return stretches;
}
