/** Noise of machines, made up: what disturbs the log of a figure from one slot of time to the next. */
import type { Random } from "../../src/random.js";

/** Neighbouring slots differ by a standard deviation of 1, spikes and drift not counted. */
type Noise = (slots: number, random: Random) => number[];

export const noises = {
  independent: (slots, random) => autoregressive(slots, 0, random),
  "AR(1) 0.8": (slots, random) => autoregressive(slots, 0.8, random),
  "AR(1) 0.95": (slots, random) => autoregressive(slots, 0.95, random),
  /** The machine becomes slower by three standard deviations of a slot while the gate runs. */
  drift: (slots, random) =>
    autoregressive(slots, 0, random).map((value, slot) => value + (3 * slotSigma(0) * slot) / slots),
  /** Every tenth slot is slower, by five standard deviations of a slot on average. */
  spikes: (slots, random) =>
    autoregressive(slots, 0.8, random).map((value) =>
      random.next() < 0.1 ? value + exponential(5 * slotSigma(0.8), random) : value,
    ),
  /** Every tenth slot is slower, by five standard deviations on average; the others are independent. */
  bursts: (slots, random) =>
    autoregressive(slots, 0, random).map((value) =>
      random.next() < 0.1 ? value + exponential(5 * slotSigma(0), random) : value,
    ),
  /** Only ever slower, never faster than usual. */
  skew: (slots, random) => Array.from({ length: slots }, () => exponential(slotSigma(0), random)),
  /** Student's t with two degrees of freedom, which has no variance: half of the differences are as small as normal ones'. */
  t2: (slots, random) =>
    Array.from({ length: slots }, () => (T2_SCALE * normal(random)) / Math.sqrt(exponential(1, random))),
  /** Cauchy's, which has no mean either; scaled in the same way. */
  Cauchy: (slots, random) =>
    Array.from({ length: slots }, () => CAUCHY_SCALE * Math.tan(Math.PI * (random.next() - 0.5))),
} as const satisfies Record<string, Noise>;

export type NoiseName = keyof typeof noises;
export const noiseNames = ["independent", "AR(1) 0.8", "AR(1) 0.95", "drift", "spikes"] as const satisfies NoiseName[];
/** Of the noise that docs/gate.md measured. */
export const pageNoiseNames = [
  ...(["independent", "AR(1) 0.8", "AR(1) 0.95", "drift"] as const),
  ...(["skew", "bursts", "t2", "Cauchy"] as const),
] satisfies NoiseName[];

/** The middle half of a normal difference lies within ±0.6745; that of two t2 slots within ±1.366, of two Cauchy slots within ±2. */
const T2_SCALE = 0.6745 / 1.366;
const CAUCHY_SCALE = 0.6745 / 2;

/**
 * Of one slot, so that the difference of two neighbours has 1: correlated neighbours differ by less than they vary, and what
 * a pilot measured is the difference. Scaled by the slot instead, correlated noise would look easy.
 */
const slotSigma = (correlation: number): number => 1 / Math.sqrt(2 * (1 - correlation));

/** Each value is the last one's share `correlation` and something new. Begins as it goes on. */
function autoregressive(slots: number, correlation: number, random: Random): number[] {
  const sigma = slotSigma(correlation);
  let value = normal(random);
  return Array.from({ length: slots }, () => {
    value = correlation * value + Math.sqrt(1 - correlation * correlation) * normal(random);
    return sigma * value;
  });
}

/** By Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(exponential(2, random)) * Math.cos(2 * Math.PI * random.next());
}

const exponential = (mean: number, random: Random): number => -mean * Math.log(1 - random.next());
