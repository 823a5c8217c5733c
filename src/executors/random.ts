/** The one import of pure-rand: seeded random numbers, the same on every machine. Streams keep purposes apart. */
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  /** Uniform integer in [0, below). */
  int(below: number): number;
}

/** A generator of its own for each purpose ("arrivals", "payload", …) so that adding a draw to one leaves the others as they were. */
export function seededRandom(seed: number, purpose: string): Random {
  let hash = 0x811c9dc5; // FNV-1a over the purpose, mixed into the seed
  for (let i = 0; i < purpose.length; i++) hash = Math.imul(hash ^ purpose.charCodeAt(i), 0x01000193);
  const generator = xoroshiro128plus((seed | 0) ^ hash);
  const next = (): number => (generator.next() >>> 0) / 2 ** 32;
  return { next, int: (below) => Math.floor(next() * below) };
}
