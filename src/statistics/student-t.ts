/**
 * Student's distribution for a whole number of degrees of freedom.
 *
 * Method: the finite series, exact but for rounding; the quantile by halving an interval.
 * Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, 26.7.3 and 26.7.4.
 */

/** P(|T| ≤ t), for t ≥ 0. */
export function studentWithin(t: number, degreesOfFreedom: number): number {
  const angle = Math.atan(t / Math.sqrt(degreesOfFreedom));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = degreesOfFreedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degreesOfFreedom === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k <= degreesOfFreedom - 2; k += 2) {
    term *= (cosine * cosine * (k - 1)) / k;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

/** The t with P(|T| ≤ t) = confidence, for a confidence between 0 and 1. */
export function studentQuantile(confidence: number, degreesOfFreedom: number): number {
  let [low, high] = [0, 1];
  while (studentWithin(high, degreesOfFreedom) < confidence) high *= 2;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentWithin(middle, degreesOfFreedom) < confidence) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
