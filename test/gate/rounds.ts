/** Builds rounds of a gate from noise of its own; tests bend what they are about. */
import type { ApproachFigures, Arm, GateRound } from "../../src/gate/figures.js";
import type { GateMetricName } from "../../src/gate/metrics.js";
import { transportFacts } from "../../src/transports/registry.js";
import { lehmer } from "../reporters/fixture.js";

export const BASE_FIGURES = {
  "service-cpu-per-delivery": 40_000,
  "latency-p50": 300_000,
  "latency-p95": 700_000,
  "latency-p99": 1_000_000,
  throughput: 400,
  "service-memory": 70_000_000,
  "wire-bytes-per-delivery": 438,
} as const satisfies Record<GateMetricName, number>;

export const WEBSOCKET_ONLY = [{ name: "websocket", transport: "websocket" }];
export const BOTH = [{ name: "webhook", transport: "webhook" }, ...WEBSOCKET_ONLY];
export const TRANSPORTS = transportFacts(BOTH);

export interface RoundsWanted {
  count?: number;
  approaches?: readonly { name: string }[];
  /** Half of the width of the noise: 0.02 is ±2 % per arm, uniform. */
  noise?: number;
  /** By which head's figures are multiplied. */
  head?: Partial<Record<GateMetricName, number>>;
  /** By which the control's are; without it there is no control. */
  control?: Partial<Record<GateMetricName, number>>;
  seed?: number;
  /** Called for every approach of every arm. */
  bend?: (figures: ApproachFigures, arm: Arm, round: number) => void;
}

/** The order alternates, so that it is fair at any number. */
export function rounds(wanted: RoundsWanted = {}): GateRound[] {
  const { count = 30, approaches = WEBSOCKET_ONLY, noise = 0.01, seed = 1, bend = () => {} } = wanted;
  const uniform = lehmer(seed);
  for (let i = 0; i < 10; i++) uniform();
  const arm = (name: Arm, round: number, times: RoundsWanted["head"] = {}): ApproachFigures[] =>
    approaches.map(({ name: approach }) => {
      const metrics = Object.entries(BASE_FIGURES).map(([metric, value]) => {
        return [metric, value * (times[metric as GateMetricName] ?? 1) * (1 + noise * (2 * uniform() - 1))];
      });
      const figures: ApproachFigures = {
        approach,
        metrics: Object.fromEntries(metrics),
        deliveries: { expected: 1_000, delivered: 1_000, lost: 0, rejected: 0, duplicates: 0 },
        verdict: "not-saturated",
        foreignRatio: 0.02,
        stealRatio: 0,
      };
      bend(figures, name, round);
      return figures;
    });
  return Array.from({ length: count }, (_, i) => ({
    number: i + 1,
    base: arm("base", i + 1),
    head: arm("head", i + 1, wanted.head),
    ...(wanted.control && { control: arm("control", i + 1, wanted.control) }),
    first: i % 2 === 0 ? "base" : "head",
  }));
}
