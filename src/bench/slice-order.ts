/** In which order the approaches get their slices in each block (measurement: interleaved slices). */
import { type Random, seededRandom } from "../random.js";
import { shuffle } from "../shuffle.js";

/**
 * One permutation of `approaches` numbers per block, drawn by Fisher–Yates and balanced over positions: blocks come in
 * groups in which every approach stands in every position once (a Latin square with its rows and columns shuffled), so
 * that neither the first slice after a pause nor a drift favours anyone.
 */
export function sliceOrders(approaches: number, blocks: number, random: Random): number[][] {
  const orders: number[][] = [];
  while (orders.length < blocks) {
    const names = shuffled(approaches, random);
    const rows = shuffled(approaches, random);
    for (const row of rows) orders.push(names.map((_, position) => names[(position + row) % approaches]!));
  }
  return orders.slice(0, blocks);
}

/** In which order the approaches are started and connected in round `number`, balanced over the rounds in the same way. */
export const startOrder = (approaches: number, number: number, seed: number): number[] =>
  sliceOrders(approaches, number, seededRandom(seed, "start order"))[number - 1]!;

function shuffled(length: number, random: Random): number[] {
  const items = Array.from({ length }, (_, i) => i);
  shuffle(items, random);
  return items;
}
