/**
 * Quantiles of the standard normal distribution.
 *
 * Method: rational approximations on three ranges, with a relative error of about 1e-16.
 * Source: Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics 37 (1988).
 */

/** The coefficients of AS 241's PPND16; the highest power comes first. */
const CENTRE = {
  over: [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
    133.14166789178438, 3.3871328727963665,
  ],
  under: [
    5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
    42.31333070160091, 1,
  ],
};
const TAIL = {
  over: [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  under: [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
    1.6763848301838038, 2.053191626637759, 1,
  ],
};
const FAR_TAIL = {
  over: [
    2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
    1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  under: [
    2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133, 0.014875361290850615,
    0.1369298809227358, 0.599832206555888, 1,
  ],
};

/** Returns the z with P(Z ≤ z) = probability, for a probability between 0 and 1. */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`probability ${probability} is not within 0…1`);
  const fromMiddle = probability - 0.5;
  if (Math.abs(fromMiddle) <= 0.425) return fromMiddle * ratio(CENTRE, 0.180625 - fromMiddle * fromMiddle);
  const tail = Math.sqrt(-Math.log(Math.min(probability, 1 - probability)));
  return Math.sign(fromMiddle) * (tail <= 5 ? ratio(TAIL, tail - 1.6) : ratio(FAR_TAIL, tail - 5));
}

function ratio({ over, under }: { over: readonly number[]; under: readonly number[] }, at: number): number {
  return polynomial(over, at) / polynomial(under, at);
}

const polynomial = (coefficients: readonly number[], at: number): number =>
  coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0);

/** Hart's algorithm 5666, for |z| below 7.07; the highest power comes first. */
const DISTRIBUTION = {
  over: [
    3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931,
    220.206867912376,
  ],
  under: [
    8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831,
    793.826512519948, 440.413735824752,
  ],
};

/**
 * Returns P(Z ≤ z), with an error below 1e-14.
 *
 * Source: Hart et al., Computer Approximations, 1968, as West gives it in "Better approximations to cumulative normal functions",
 * Wilmott Magazine, 2005.
 */
export function normalDistribution(z: number): number {
  const distance = Math.abs(z);
  const density = Math.exp((-distance * distance) / 2);
  const tail =
    distance > 37 ? 0 : distance < 7.07106781186547 ? density * ratio(DISTRIBUTION, distance) : far(distance, density);
  return z > 0 ? 1 - tail : tail;
}

/** A continued fraction of the tail. */
function far(distance: number, density: number): number {
  const fraction = [4, 3, 2, 1].reduce((below, k) => distance + k / below, distance + 0.65);
  return density / (fraction * Math.sqrt(2 * Math.PI));
}
