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
import { transportFacts } from "../../src/transports/registry.js";
import type { GateOutcomes } from "./gate-outcomes.js";
import { type NoiseName, noiseNames, noises, pageNoiseNames } from "./noise.js";

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

/** What a machine's noise is like, and how many rounds it has time for. */
interface Machine {
  name: string;
  /** By approach. */
  sigmas: Record<string, Partial<Record<SimulatedMetric, number>>>;
  setting: GateSetting;
  mostRounds: number;
}

export interface Simulation {
  noise: NoiseName;
  order: Order;
  /** What is made worse, and by which share; nothing when absent. By default of every approach. */
  worse?: { metric: SimulatedMetric; effect: number; approach?: string };
  trials: number;
  seed: number;
  machine?: Machine;
}

function watched(...names: string[]): Pick<GateSetting, "approaches" | "transports"> {
  const approaches = names.map((name) => ({ name, transport: name }));
  return { approaches, transports: transportFacts(approaches) };
}

const pilot: Machine = {
  name: "",
  sigmas: { websocket: pilotSigma },
  setting: {
    ...watched("websocket"),
    loop: "open",
    base: "live",
    // All that is drawn gates, so that the family is as large as a scenario can make it.
    metrics: { "latency-p95": { role: "gate" } },
  },
  mostRounds: LAST_LOOK_ROUNDS,
};

/** Both approaches on a shared machine, third line of the table in docs/gate.md; memory and wire bytes as in its pool. */
const page = (mostRounds: number): Machine => ({
  name: `page's noise, ${mostRounds} rounds, `,
  sigmas: {
    webhook: {
      ...{ "service-cpu-per-delivery": 0.043, "latency-p50": 0.025 },
      ...{ "service-memory": 0.02, "wire-bytes-per-delivery": 0.00001 },
    },
    websocket: {
      ...{ "service-cpu-per-delivery": 0.079, "latency-p50": 0.078 },
      ...{ "service-memory": 0.025, "wire-bytes-per-delivery": 0.00001 },
    },
  },
  setting: { ...watched("webhook", "websocket"), loop: "open", base: "live" },
  mostRounds,
});

/** Plays `trials` gates and counts their verdicts. */
export function simulate({ noise, order, worse, trials, seed, machine = pilot }: Simulation): GateOutcomes {
  const { setting, mostRounds } = machine;
  const under = `${machine.name}${noise}, ${order} order`;
  const random = seededRandom(seed, `${under} ${worse?.metric} ${worse?.effect}`);
  const verdicts = { regression: 0, inconclusive: 0, pass: 0 };
  let rounds = 0;
  for (let trial = 0; trial < trials; trial++) {
    const draw = drawRounds(noise, order, worse, random, machine);
    let decision = decide([], setting);
    while (decision.moreRounds > 0) {
      const played = draw.slice(0, decision.rounds + decision.moreRounds);
      decision = decide(played, { ...setting, last: played.length === mostRounds });
    }
    verdicts[decision.verdict]++;
    rounds += decision.rounds;
  }
  const { metric = "any", effect = 0, approach } = worse ?? {};
  return {
    metric: approach === undefined ? metric : `${approach} ${metric}`,
    effect,
    rounds: rounds / trials,
    minutes: 0,
    ...verdicts,
    trials,
    under,
  };
}

function drawRounds(
  noise: NoiseName,
  order: Order,
  worse: Simulation["worse"],
  random: Random,
  { sigmas, mostRounds }: Machine,
): GateRound[] {
  const slots = slotsOf(order, mostRounds, random);
  const drawn = Object.entries(sigmas).map(([approach, ofMetrics]) => ({
    approach,
    logs: Object.entries(ofMetrics).map(([metric, sigma]) => {
      const isWorse = worse?.metric === metric && (worse.approach ?? approach) === approach;
      const disturbances = noises[noise](2 * mostRounds, random).map((value) => value * sigma);
      return { metric, effect: isWorse ? Math.log1p(worse.effect) : 0, disturbances };
    }),
  }));
  const figures = (slot: number, isHead: boolean): ApproachFigures[] =>
    drawn.map(({ approach, logs }) => ({
      approach,
      metrics: Object.fromEntries(
        logs.map(({ metric, effect, disturbances }) => [metric, Math.exp(disturbances[slot]! + (isHead ? effect : 0))]),
      ),
      deliveries: { expected: 1, delivered: 1, lost: 0, rejected: 0, duplicates: 0 },
      verdict: "not-saturated",
    }));
  return slots.map(({ base, head }, i) => ({
    number: i + 1,
    base: figures(base, false),
    head: figures(head, true),
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
    const disturbances = noises[noise](2 * BARE_ROUNDS, random);
    const slots = slotsOf(order, BARE_ROUNDS, random);
    const test = new SignedRank(slots.map(({ base, head }) => disturbances[head]! - disturbances[base]!));
    if (test.pGreater(0) <= BARE_ALPHA) alarms++;
  }
  return alarms;
}

export const BARE_ALPHA = 0.01;
const BARE_ROUNDS = 24;

/** False alarms under every noise, detection under every noise, and the order that the gate must refuse. */
export function* simulatedRows(trials: number, seed: number): Generator<GateOutcomes> {
  const metric = "service-cpu-per-delivery";
  for (const noise of noiseNames) {
    yield simulate({ noise, order: "random", trials, seed });
    for (const effect of [0.02, 0.05, 0.1, 0.2]) {
      yield simulate({ noise, order: "random", worse: { metric, effect }, trials, seed });
    }
    yield simulate({ noise, order: "sequential", trials, seed });
  }
}

/** Rounds that five minutes had time for when a round took 15 s, and those of the last look. */
const PAGE_ROUNDS = [19, LAST_LOOK_ROUNDS];

/** At the noise that docs/gate.md measured: false alarms, and one approach alone made worse, under every kind of noise. */
export function* pageRows(trials: number, seed: number): Generator<GateOutcomes> {
  const worse = { metric: "service-cpu-per-delivery", effect: 0.1, approach: "websocket" } as const;
  for (const noise of pageNoiseNames) {
    for (const mostRounds of PAGE_ROUNDS) {
      const simulation = { noise, order: "random", trials, seed, machine: page(mostRounds) } as const;
      yield simulate(simulation);
      yield simulate({ ...simulation, worse });
    }
  }
}
