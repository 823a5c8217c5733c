/**
 * The rounds of a point that may be compared, and rounds of a whole curve made of them. A cell is one approach, or two side by side, in
 * one round of one point.
 */
import type { Verdict } from "../../result/result.js";
import type { PointFigures, PointRecord } from "../sweep/record.js";

/** Figures of such rounds may be those of the generator, or of other work. */
const UNSOUND: readonly Verdict[] = ["generator-bound", "disturbed"];

/** The fewest rounds that give an interval with 95 % confidence. */
export const ENOUGH_ROUNDS = 6;

/** The approaches' figures in each round in which all of them are sound and have what is asked of them. */
export function cellsOf(
  { rounds }: Pick<PointRecord, "rounds">,
  names: readonly string[],
  has: (figures: PointFigures) => boolean,
): PointFigures[][] {
  return rounds.flatMap(({ approaches }) => {
    const cell = names.flatMap((name) => approaches.find(({ approach }) => approach === name) ?? []);
    const isWhole = cell.length === names.length && cell.every((one) => !UNSOUND.includes(one.verdict) && has(one));
    return isWhole ? [cell] : [];
  });
}

export interface CurveRounds<Cell> {
  /** Which of the points take part, by their places. */
  places: number[];
  /** For each round, a cell of each of these points. */
  rounds: Cell[][];
}

/**
 * The first sound cells of all points are the first round, and so on. Each cell is a bench of its own with fresh processes, played in
 * an order drawn anew, so a cell that had to be left out at one point need not cost the others their round. Points with too
 * few cells are left out where others have enough.
 */
export function curveRounds<Cell>(cells: readonly (readonly Cell[])[]): CurveRounds<Cell> {
  const most = Math.max(0, ...cells.map(({ length }) => length));
  const fewest = Math.min(Math.max(1, most), ENOUGH_ROUNDS);
  const places = cells.flatMap(({ length }, place) => (length >= fewest ? [place] : []));
  const count = places.length === 0 ? 0 : Math.min(...places.map((place) => cells[place]!.length));
  const rounds = Array.from({ length: count }, (_, round) => places.map((place) => cells[place]![round]!));
  return { places, rounds };
}
