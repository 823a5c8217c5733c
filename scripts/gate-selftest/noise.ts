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
} as const satisfies Record<string, Noise>;

export type NoiseName = keyof typeof noises;
export const noiseNames = Object.keys(noises) as NoiseName[];

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
