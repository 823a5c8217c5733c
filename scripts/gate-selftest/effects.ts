/**
 * What a pool of rounds can carry: how large each injected effect was, with its interval. How often gates find it, it cannot
 * say, for gates drawn from it would share its rounds; whole gates on rounds of their own do (gates.ts).
 */
import { decide, type GateSetting } from "../../src/gate/decide.js";
import type { GateCheck } from "../../src/gate/gate-report.js";
import type { GateMetricName } from "../../src/gate/metrics.js";
import { gateRoundsOf, type PoolRound } from "./pool.js";
import { type VariantName, variantNames, variants } from "./variants.js";

export interface InjectedEffect extends Pick<GateCheck, "approach" | "metric" | "ratio" | "low" | "high"> {
  variant: VariantName;
}

/** As the pool measured them, by the gate's own reading of its rounds. */
export function injectedEffects(pool: readonly PoolRound[], setting: GateSetting): InjectedEffect[] {
  return variantNames.flatMap((variant) => {
    const { checks } = decide(gateRoundsOf(pool, "base", variant), { ...setting, last: true });
    return checks
      .filter(({ metric, approach }) => metric === worseMetric(variant) && !approach.includes("/"))
      .map(({ approach, metric, ratio, low, high }) => ({
        ...{ variant, approach, metric },
        ...(ratio !== undefined && { ratio }),
        ...(low !== undefined && high !== undefined && { low, high }),
      }));
  });
}

function worseMetric(name: VariantName): GateMetricName | undefined {
  const variant = variants[name];
  return "worse" in variant ? variant.worse.metric : undefined;
}
