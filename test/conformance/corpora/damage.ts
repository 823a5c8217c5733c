/** Seeded damage to bytes: every run meets the same. */
import type { Random } from "../../../src/random.js";

/** One bit of it turned over. */
export function bitFlipped(random: Random, bytes: Uint8Array): Buffer {
  const flipped = Buffer.from(bytes);
  flipped[random.int(flipped.length)]! ^= 1 << random.int(8);
  return flipped;
}

/** Cut off somewhere, at least one byte short. */
export const truncated = (random: Random, bytes: Buffer): Buffer => bytes.subarray(0, random.int(bytes.length));

export const randomBytes = (random: Random, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => random.int(256)));

/** A text with one character replaced by another that may stand in a header. */
export function characterChanged(random: Random, text: string): string {
  const at = random.int(text.length);
  let other: string;
  do other = String.fromCharCode(0x21 + random.int(0x5e));
  while (other === text[at]);
  return text.slice(0, at) + other + text.slice(at + 1);
}

export const oneOf = <Item>(random: Random, items: readonly Item[]): Item => items[random.int(items.length)]!;
