import type { Random } from "./random.js";

/** Shuffles the items from `from` (inclusive) to `to` (exclusive) in place, by Fisher–Yates. Every order is equally likely. */
export function shuffle(items: unknown[], { int }: Pick<Random, "int">, from = 0, to = items.length): void {
  for (let last = to - 1; last > from; last--) {
    const other = from + int(last - from + 1);
    const item = items[last];
    items[last] = items[other];
    items[other] = item;
  }
}
