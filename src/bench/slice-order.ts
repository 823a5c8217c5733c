/** In which order the approaches get their slices in each block (measurement: interleaved slices). */
import { type Random, seededRandom } from "../random.js";
import { shuffle } from "../shuffle.js";

/**
 * One permutation of the approaches' numbers per block, drawn by Fisher–Yates and balanced over positions. Blocks come in groups
 * in which every approach has every position once (a Latin square with shuffled rows and columns), so that neither the first
 * slice after a pause nor a drift favours an approach.
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

/**
 * The order in which the approaches are started and connected in round `number`. It is balanced over the rounds in the same
 * way.
 */
export const startOrder = (approaches: number, number: number, seed: number): number[] =>
  sliceOrders(approaches, number, seededRandom(seed, "start order"))[number - 1]!;

function shuffled(length: number, random: Random): number[] {
  const items = Array.from({ length }, (_, i) => i);
  shuffle(items, random);
  return items;
}
