/**
 * The only import of pure-rand: seeded random numbers, which are the same on every machine. Each purpose has a stream of its
 * own.
 */
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  /** Uniform integer in [0, below). */
  int(below: number): number;
}

/** xoroshiro128+ starts from a sparse state; this many draws fill it. */
const DRAWS_TO_FILL_STATE = 16;

/** An avalanche of 32 bits (MurmurHash3's finaliser): neighbouring inputs give unrelated outputs in [0, 2^32). */
export function mix32(bits: number): number {
  let mixed = bits | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/**
 * A generator of its own for each purpose ("arrivals", "senders", …) so that adding a draw to one leaves the others as
 * they were. The low 32 bits of `seed` count. Seeds are mixed because pure-rand's first draw is the seed itself:
 * without it, the rounds of a run (seeds n, n + 1, …) would begin alike.
 */
export function seededRandom(seed: number, purpose: string): Random {
  let hash = 0x811c9dc5; // FNV-1a over the purpose
  for (let i = 0; i < purpose.length; i++) hash = Math.imul(hash ^ purpose.charCodeAt(i), 0x01000193);
  const generator = xoroshiro128plus(mix32(hash ^ mix32(seed)));
  for (let i = 0; i < DRAWS_TO_FILL_STATE; i++) generator.next();
  const next = (): number => (generator.next() >>> 0) / 2 ** 32;
  return { next, int: (below) => Math.floor(next() * below) };
}
