/**
 * How certain a counted share is: `successes` of `trials`.
 *
 * Method: the Clopper–Pearson interval, which inverts the exact binomial test. It is never too narrow and often a little wide.
 * Assumption: trials are independent and alike.
 * Source: Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial",
 * Biometrika 26 (1934).
 */

export interface ShareInterval {
  low: number;
  high: number;
}

/** `confidence` lies between 0 and 1; half of the rest lies on either side. At 95 %, 0 of 300 gives 0 to 1.2 %. */
export function clopperPearson(successes: number, trials: number, confidence = 0.95): ShareInterval {
  const alpha = (1 - confidence) / 2;
  return {
    low: successes === 0 ? 0 : solve((share) => atLeast(successes, trials, share) - alpha),
    high: successes === trials ? 1 : solve((share) => alpha - atMost(successes, trials, share)),
  };
}

/** The probability of at most so many successes, P(X ≤ successes). */
export function atMost(successes: number, trials: number, share: number): number {
  let sum = 0;
  for (let x = 0; x <= successes; x++) sum += exactly(x, trials, share);
  return Math.min(1, sum);
}

/** The probability of at least so many successes, P(X ≥ successes). */
export const atLeast = (successes: number, trials: number, share: number): number =>
  atMost(trials - successes, trials, 1 - share);

function exactly(x: number, trials: number, share: number): number {
  if (share <= 0 || share >= 1) return (share <= 0 ? 0 : trials) === x ? 1 : 0;
  return Math.exp(logChoose(trials, x) + x * Math.log(share) + (trials - x) * Math.log1p(-share));
}

const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k);

const logFactorials = [0];

function logFactorial(n: number): number {
  for (let i = logFactorials.length; i <= n; i++) logFactorials.push(logFactorials[i - 1]! + Math.log(i));
  return logFactorials[n]!;
}

/** The share at which a rising function crosses 0, exact to the last bits of a double. */
function solve(rising: (share: number) => number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
