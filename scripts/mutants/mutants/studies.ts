/** Right figures of every point and trial, and wrong answers of a study made of them. */
import type { Mutant } from "../mutant.js";

const SURE = "studies/crossover/sure-points.test.js";
const FINDINGS = "studies/crossover/findings.test.js";
const MONEY = "studies/crossover/money.test.js";
const STEADY = "studies/sweep/steady-state.test.js";
const POSTERIOR = "studies/capacity/posterior.test.js";
const JUDGE = "studies/capacity/judge-trial.test.js";

export const studyMutants: readonly Mutant[] = [
  {
    name: "the winner of a point is the loser",
    file: "studies/crossover/sure-points.js",
    from: "high < 1 ? -1 : low > 1 ? 1 : 0",
    to: "high < 1 ? 1 : low > 1 ? -1 : 0",
    finders: [SURE, FINDINGS],
  },
  {
    name: "every point claims for itself, however unsure those before it are",
    file: "studies/crossover/sure-points.js",
    from: "if (winners[place] === 0 || winners[place] !== winners[places[0]])\n                return;",
    to: "",
    finders: [SURE, FINDINGS],
  },
  {
    name: "points in the middle are looked at without their share of the error",
    file: "studies/crossover/sure-points.js",
    from: "winnerOf(pairs[i], LEVEL / open.length)",
    to: "winnerOf(pairs[i], LEVEL)",
    finders: [SURE, FINDINGS],
  },
  {
    name: "a line is fitted with equal weights",
    file: "studies/crossover/cost-line.js",
    from: "** -2",
    to: "** 0",
    finders: [FINDINGS],
  },
  {
    name: "standing costs have a tenth added",
    file: "studies/crossover/cost-line.js",
    from: "const standing = withinOf(drawn.map(({ intercept }) => intercept));",
    to: "const standing = withinOf(drawn.map(({ intercept }) => intercept * 1.1));",
    finders: [FINDINGS],
  },
  {
    name: "Fieller's interval leaves the slope's noise out",
    file: "statistics/fieller.js",
    from: "b * b - within(({ slope }) => (slope - b) ** 2)",
    to: "b * b",
    finders: ["statistics/lines.test.js"],
  },
  {
    name: "connections that stay count as new ones",
    file: "studies/crossover/connection-cliff.js",
    from: "share >= NEW_SHARE",
    to: "share >= 0",
    finders: [FINDINGS],
  },
  {
    name: "a month has 24 × 30 hours",
    file: "studies/crossover/money.js",
    from: "const HOURS_PER_MONTH = 730;",
    to: "const HOURS_PER_MONTH = 720;",
    finders: [MONEY],
  },
  {
    name: "acknowledgements are no messages at the gateway",
    file: "studies/crossover/money.js",
    from: "? 2 * carried",
    to: "? carried",
    finders: [MONEY],
  },
  {
    name: "rare events are played in a short window",
    file: "studies/sweep/steady-state.js",
    from: "Math.min(LONGEST_WINDOW_SECONDS, FEWEST_EVENTS / perSecond)",
    to: "Math.min(LONGEST_WINDOW_SECONDS, 1 / perSecond)",
    finders: [STEADY],
  },
  {
    name: "connections that would close between two events stay open",
    file: "studies/sweep/steady-state.js",
    from: "LONGEST_GAP * gapSeconds <= shortestSeconds",
    to: "gapSeconds <= LONGEST_GAP * shortestSeconds",
    finders: [STEADY],
  },
  {
    name: "a trial that failed counts as one that passed",
    file: "studies/capacity/posterior.js",
    from: "passed ? table.passed : table.failed",
    to: "table.passed",
    finders: [POSTERIOR],
  },
  {
    name: "trials never lapse",
    file: "studies/capacity/posterior.js",
    from: "const LAPSES = [0.01, 0.05, 0.12];",
    to: "const LAPSES = [0];",
    finders: [POSTERIOR, "studies/capacity/search.test.js"],
  },
  {
    name: "a queue of a tenth of the trial is none",
    file: "studies/capacity/judge-trial.js",
    from: "const QUEUE_RATIO = 0.005;",
    to: "const QUEUE_RATIO = 0.1;",
    finders: [JUDGE],
  },
  {
    name: "a rate that was not played passes",
    file: "studies/capacity/judge-trial.js",
    from: "achievedRateRatio < ACHIEVED_RATIO",
    to: "achievedRateRatio < 0",
    finders: [JUDGE],
  },
];
