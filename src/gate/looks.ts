/**
 * When the figures are looked at, and how much of the chance of a false alarm each look may use.
 *
 * Method: there are two looks at fixed numbers of rounds, each with Holm's procedure over all gated checks. The first look can
 * only pass a gate or suspect a check. What it suspects must show again in the rounds that it has not seen, and only the last
 * look finds a regression. So false alarms stay below the last look's level, however the two looks depend on each other, and
 * the last look may use the whole level that is promised. Two approaches in two arms play thirty rounds in some six minutes.
 * Assumption: nobody looks in between, and nobody repeats a gate until it suits.
 * Source: Pocock, Biometrika 64 (1977), for looking more than once. docs/gate.md says why the levels are these.
 */

/**
 * After how many rounds the figures are looked at. The first number is the fewest with which a family of 20 checks can be
 * decided.
 */
export const FIRST_LOOK_ROUNDS = 12;
export const LAST_LOOK_ROUNDS = 30;

/** The one-sided chance of a false alarm in the whole family of gated checks. */
export const FIRST_LOOK_ALPHA = 0.005;
export const LAST_LOOK_ALPHA = 0.01;
/** The rounds after the first look must show "worse by anything at all" at this level. */
export const CONFIRM_ALPHA = 0.05;

/**
 * The one-sided level of each check at each look. A metric that is worse by the smallest effect passes in 5 % of gates at
 * most.
 */
export const PASS_ALPHA = 0.025;

/** The probability with which an effect that is there shall be found. */
export const POWER = 0.95;

/** The confidence of the interval that people read. */
export const INTERVAL_CONFIDENCE = 0.95;

/** The chance that the A/A control of a whole gate fails although the arms are alike. */
export const CONTROL_ALPHA = 0.01;
