/** Gates that could have been played, from the rounds of the pool: how often they find what is there, and what is not. */
import { decide, type GateSetting } from "../../src/gate/decide.js";
import type { GateRound } from "../../src/gate/figures.js";
import type { GateMetricName } from "../../src/gate/metrics.js";
import type { GateCheck } from "../../src/gate/report.js";
import { type Random, seededRandom } from "../../src/random.js";
import { gateRoundsOf, type PoolRound, roundSeconds } from "./pool.js";
import type { Row } from "./row.js";
import { type VariantName, variantNames, variants } from "./variants.js";

export interface ResampledRow extends Row {
  low: number;
  high: number;
}

export interface Resampling {
  setting: GateSetting;
  /** That a gate may play. */
  mostRounds: number;
  trials: number;
  /** Drawn anew from the rounds, for the interval. */
  pools: number;
  seed: number;
}

/** Of every such pool. */
const GATES_PER_POOL = 15;
/** Of the interval on either side. */
const TAIL = 0.025;

/** One row per variant. The reference and its twin change places at random: either could have been the change. */
export function resampledRows(
  pool: readonly PoolRound[],
  { setting, mostRounds, trials, pools, seed }: Resampling,
): ResampledRow[] {
  return variantNames
    .filter((name) => name !== "base")
    .map((name) => {
      const random = seededRandom(seed, `resampled ${name}`);
      const { metric = "any", effect } = injected(name, pool);
      const asked =
        metric === "latency-p99" ? { ...setting, metrics: { [metric]: { role: "gate" as const } } } : setting;
      const tallies = Array.from({ length: trials }, () => gate(draw(pool, mostRounds, random), name, asked, random));
      const shares = Array.from({ length: pools }, () => {
        const again = pool.map(() => pool[random.int(pool.length)]!);
        const gates = Array.from({ length: GATES_PER_POOL }, () =>
          gate(draw(again, mostRounds, random), name, asked, random),
        );
        return gates.filter(({ verdict }) => verdict === "regression").length / GATES_PER_POOL;
      }).sort((a, b) => a - b);
      const count = (verdict: string) => tallies.filter((one) => one.verdict === verdict).length;
      const rounds = tallies.reduce((sum, one) => sum + one.rounds, 0) / trials;
      return {
        metric,
        effect,
        rounds,
        minutes: (rounds * roundSeconds(pool)) / 60,
        regression: count("regression"),
        inconclusive: count("inconclusive"),
        pass: count("pass"),
        trials,
        under: `live, ${name}, from ${pool.length} rounds`,
        low: shares[Math.floor(TAIL * pools)]!,
        high: shares[Math.ceil((1 - TAIL) * pools) - 1]!,
      };
    });
}

function gate(
  drawn: readonly PoolRound[],
  name: VariantName,
  setting: GateSetting,
  random: Random,
): { verdict: string; rounds: number } {
  const twins = name === "base′" && random.int(2) === 1;
  const rounds = twins ? gateRoundsOf(drawn, "base′", "base") : gateRoundsOf(drawn, "base", name);
  let decision = decide([], setting);
  while (decision.moreRounds > 0) {
    const played = rounds.slice(0, decision.rounds + decision.moreRounds);
    decision = decide(played, { ...setting, last: played.length === rounds.length });
  }
  return { verdict: decision.verdict, rounds: decision.rounds };
}

/** As many rounds as a gate may play, none twice while there are enough. */
function draw(pool: readonly PoolRound[], rounds: number, random: Random): PoolRound[] {
  const left = [...pool];
  return Array.from({ length: rounds }, () => {
    const which = random.int(left.length);
    return pool.length < rounds ? left[which]! : left.splice(which, 1)[0]!;
  });
}

export interface Confirmation extends Pick<GateCheck, "approach" | "metric" | "ratio" | "low" | "high"> {
  variant: VariantName;
}

/** What was injected, as the pool measured it. */
export function confirmations(pool: readonly PoolRound[], setting: GateSetting): Confirmation[] {
  return variantNames.flatMap((variant) =>
    checksOf(gateRoundsOf(pool, "base", variant), setting)
      .filter(({ metric, approach }) => metric === worseMetric(variant) && !approach.includes("/"))
      .map(({ approach, metric, ...check }) => ({ variant, approach, metric, ...figures(check) })),
  );
}

const checksOf = (rounds: readonly GateRound[], setting: GateSetting): GateCheck[] =>
  decide(rounds, { ...setting, last: true }).checks;

function figures({ ratio, low, high }: Partial<GateCheck>): Pick<Confirmation, "ratio" | "low" | "high"> {
  return {
    ...(ratio !== undefined && { ratio }),
    ...(low !== undefined && { low }),
    ...(high !== undefined && { high }),
  };
}

function worseMetric(name: VariantName): GateMetricName | undefined {
  const variant = variants[name];
  return "worse" in variant ? variant.worse.metric : undefined;
}

/** A share; where none was injected, the smaller of the two approaches' as the pool measured it. */
function injected(name: VariantName, pool: readonly PoolRound[]): { metric?: GateMetricName; effect: number } {
  const variant = variants[name];
  if (!("worse" in variant)) return { effect: 0 };
  const { metric, effect } = variant.worse;
  if (effect !== "measured") return { metric, effect };
  const ratios = pool[0]!.figures.base.map(({ approach }) => {
    const value = (rounds: PoolRound, of: VariantName) =>
      rounds.figures[of].find((one) => one.approach === approach)?.metrics[metric] ?? Number.NaN;
    const logs = pool.map((round) => Math.log(value(round, name) / value(round, "base"))).filter(Number.isFinite);
    return logs.sort((a, b) => a - b)[Math.floor(logs.length / 2)] ?? 0;
  });
  return { metric, effect: Math.expm1(Math.min(...ratios)) };
}
