/**
 * The gate on made-up noise: how often it finds what is not there, and what is. The decision is the real one, looks, Holm
 * and all; only the rounds are drawn and not played.
 */
import { decide, type GateSetting } from "../../src/gate/decide.js";
import type { ApproachFigures, GateRound } from "../../src/gate/figures.js";
import { LAST_LOOK_ROUNDS } from "../../src/gate/looks.js";
import type { GateMetricName } from "../../src/gate/metrics.js";
import { type Random, seededRandom } from "../../src/random.js";
import { SignedRank } from "../../src/statistics/one-sided.js";
import { type NoiseName, noiseNames, noises } from "./noise.js";
import type { Row } from "./row.js";

/** `random`: a coin for each round. `sequential`: all of base's rounds before head's, as most gates do. */
export type Order = "random" | "sequential";

/**
 * Standard deviation of a round's log ratio between identical arms, as a pilot on a quiet 2-core machine had it (webhooks,
 * closed loop). Two are assumed: the p95's lies between the p50's and the p99's, the wire's is what schedules leave open.
 */
export const pilotSigma = {
  "service-cpu-per-delivery": 0.028,
  "latency-p50": 0.041,
  "latency-p95": 0.05,
  "service-memory": 0.009,
  "wire-bytes-per-delivery": 0.001,
} as const satisfies Partial<Record<GateMetricName, number>>;

export type SimulatedMetric = keyof typeof pilotSigma;
const metricNames = Object.keys(pilotSigma) as SimulatedMetric[];

export interface Simulation {
  noise: NoiseName;
  order: Order;
  /** What is made worse, and by which share; nothing when absent. */
  worse?: { metric: SimulatedMetric; effect: number };
  trials: number;
  seed: number;
}

const APPROACH = "websocket";
const setting: GateSetting = {
  approaches: [{ name: APPROACH, transport: "websocket" }],
  loop: "open",
  base: "live",
  // All that is drawn gates, so that the family is as large as a scenario can make it.
  metrics: { "latency-p95": { role: "gate" } },
};

/** Plays `trials` gates and counts their verdicts. */
export function simulate({ noise, order, worse, trials, seed }: Simulation): Row {
  const under = `${noise}, ${order} order`;
  const random = seededRandom(seed, `${under} ${worse?.metric} ${worse?.effect}`);
  const verdicts = { regression: 0, inconclusive: 0, pass: 0 };
  let rounds = 0;
  for (let trial = 0; trial < trials; trial++) {
    const draw = drawRounds(noise, order, worse, random);
    let decision = decide([], setting);
    while (decision.moreRounds > 0) decision = decide(draw.slice(0, decision.rounds + decision.moreRounds), setting);
    verdicts[decision.verdict]++;
    rounds += decision.rounds;
  }
  const { metric = "any", effect = 0 } = worse ?? {};
  return { metric, effect, rounds: rounds / trials, minutes: 0, ...verdicts, trials, under };
}

const MOST_ROUNDS = LAST_LOOK_ROUNDS;

function drawRounds(noise: NoiseName, order: Order, worse: Simulation["worse"], random: Random): GateRound[] {
  const slots = slotsOf(order, MOST_ROUNDS, random);
  const logs = metricNames.map((metric) => {
    const disturbances = noises[noise](2 * MOST_ROUNDS, random);
    const effect = worse?.metric === metric ? Math.log1p(worse.effect) : 0;
    return { metric, effect, disturbances: disturbances.map((value) => value * pilotSigma[metric]) };
  });
  const figures = (slot: number, isHead: boolean): ApproachFigures => ({
    approach: APPROACH,
    metrics: Object.fromEntries(
      logs.map(({ metric, effect, disturbances }) => [metric, Math.exp(disturbances[slot]! + (isHead ? effect : 0))]),
    ),
    deliveries: { expected: 1, delivered: 1, lost: 0, rejected: 0, duplicates: 0 },
    verdict: "not-saturated",
  });
  return slots.map(({ base, head }, i) => ({
    number: i + 1,
    base: [figures(base, false)],
    head: [figures(head, true)],
    first: base < head ? "base" : "head",
  }));
}

/** When either arm of each round is played, as numbers of slots. */
function slotsOf(order: Order, rounds: number, random: Random): { base: number; head: number }[] {
  return Array.from({ length: rounds }, (_, round) => {
    if (order === "sequential") return { base: round, head: rounds + round };
    const coin = random.int(2);
    return { base: 2 * round + coin, head: 2 * round + 1 - coin };
  });
}

/** How often the bare test alone, without looks and without a check of the order, calls identical arms different. */
export function bareTestAlarms(noise: NoiseName, order: Order, trials: number, seed: number): number {
  const random = seededRandom(seed, `bare ${noise} ${order}`);
  let alarms = 0;
  for (let trial = 0; trial < trials; trial++) {
    const disturbances = noises[noise](2 * MOST_ROUNDS, random);
    const slots = slotsOf(order, MOST_ROUNDS, random);
    const test = new SignedRank(slots.map(({ base, head }) => disturbances[head]! - disturbances[base]!));
    if (test.pGreater(0) <= BARE_ALPHA) alarms++;
  }
  return alarms;
}

export const BARE_ALPHA = 0.01;

/** False alarms under every noise, detection under every noise, and the order that the gate must refuse. */
export function* simulatedRows(trials: number, seed: number): Generator<Row> {
  const metric = "service-cpu-per-delivery";
  for (const noise of noiseNames) {
    yield simulate({ noise, order: "random", trials, seed });
    for (const effect of [0.02, 0.05, 0.1, 0.2]) {
      yield simulate({ noise, order: "random", worse: { metric, effect }, trials, seed });
    }
    yield simulate({ noise, order: "sequential", trials, seed });
  }
}
