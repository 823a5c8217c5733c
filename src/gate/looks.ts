/**
 * When the figures are looked at, and how much of the chance of a false alarm each look may use.
 *
 * Method: two looks at fixed numbers of rounds, Holm's procedure over all gated checks at each. The first can only pass a
 * gate or suspect: what it suspects must show again in the rounds that it has not seen, and only the last look finds a
 * regression. So false alarms stay below the last look's level, however the two hang together, and it may use all that is
 * promised. Thirty rounds are what two approaches in two arms play in some six minutes.
 * Assumption: nobody looks in between, and no gate is repeated until it suits.
 * Source: Pocock, Biometrika 64 (1977) for looking more than once; why these levels: docs/gate.md.
 */

/** Rounds at which the figures are looked at. The first is the fewest that a family of 20 checks can be decided with. */
export const FIRST_LOOK_ROUNDS = 12;
export const LAST_LOOK_ROUNDS = 30;

/** False alarms of the whole family of gated checks, one-sided. */
export const FIRST_LOOK_ALPHA = 0.005;
export const LAST_LOOK_ALPHA = 0.01;
/** The fresh rounds must show "worse at all" at this level. */
export const CONFIRM_ALPHA = 0.05;

/** One-sided, per check and look: a metric that is worse by the smallest effect that matters passes in 5 % of gates at most. */
export const PASS_ALPHA = 0.025;

/** With which an effect shall be found that is there. */
export const POWER = 0.95;

/** Of the interval that people read. */
export const INTERVAL_CONFIDENCE = 0.95;

/** Chance that the A/A control of a whole gate fails although the arms are alike. */
export const CONTROL_ALPHA = 0.01;
