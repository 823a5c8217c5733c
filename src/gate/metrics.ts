/**
 * What a gate can watch, and by how much it may move. Two shares per metric: the tolerance is part of the hypothesis, so a
 * regression is "worse by more than this"; the smallest effect is what matters to somebody, so a pass is "not worse by
 * this much". Between them lies what is neither forbidden nor sought. Where the figures come from: docs/gate.md.
 */
import { Histogram } from "../histogram.js";
import type { ApproachRound } from "../result/result.js";
import { nsToSeconds } from "../units.js";
import type { GateCheck, GateUnit } from "./gate-report.js";
import { supportedQuantileNs } from "./supported-quantile.js";

/** Whether events come at set times or follow each other: it decides which metrics tell anything. */
export type Loop = "open" | "closed";
export type Role = GateCheck["role"];

export interface Policy {
  role: Role;
  /** Share by which head may be worse without being a regression. */
  tolerance: number;
  /** Smallest share that matters; above the tolerance. */
  smallestEffect: number;
}

interface GateMetric {
  unit: GateUnit;
  better: GateCheck["better"];
  tolerance: number;
  smallestEffect: number;
  role: Record<Loop, Role>;
  /** Also watched as webhook ÷ WebSocket, which travels between machines better than the figure itself. */
  asRatio: boolean;
  /** The figure of one approach in one round; undefined when it was not measured. */
  read(round: ApproachRound): number | undefined;
  /** The same of each of its slices, where slices have it; what a slice did not measure is undefined. */
  readSlices?(round: ApproachRound): (number | undefined)[] | undefined;
}

const ALWAYS = { open: "gate", closed: "gate" } as const;
/** Tails of short rounds differ between identical services by a third and more: a scenario may gate them all the same. */
const BY_CHOICE = { open: "advisory", closed: "advisory" } as const;
/** In a closed loop a slower service can have shorter latencies, for its clients send less at a time. */
const OPEN_LOOP = { open: "gate", closed: "advisory" } as const;
/** In an open loop the schedule sets the throughput, not the service. */
const CLOSED_LOOP = { open: "advisory", closed: "gate" } as const;

export const gateMetrics = {
  "service-cpu-per-delivery": {
    unit: "ns",
    better: "lower",
    tolerance: 0.02,
    smallestEffect: 0.05,
    role: ALWAYS,
    asRatio: true,
    read: ({ service, deliveries }) => per(service.cpuNs, deliveries.delivered),
    readSlices: ({ slices }) => slices?.map(({ cpuNs, delivered }) => per(cpuNs, delivered)),
  },
  "latency-p50": {
    unit: "ns",
    better: "lower",
    tolerance: 0.03,
    smallestEffect: 0.1,
    role: OPEN_LOOP,
    asRatio: true,
    read: latency(0.5),
  },
  "latency-p95": {
    unit: "ns",
    better: "lower",
    tolerance: 0.05,
    smallestEffect: 0.15,
    role: BY_CHOICE,
    asRatio: false,
    read: latency(0.95),
  },
  "latency-p99": {
    unit: "ns",
    better: "lower",
    tolerance: 0.05,
    smallestEffect: 0.2,
    role: BY_CHOICE,
    asRatio: false,
    read: latency(0.99),
  },
  throughput: {
    unit: "per-second",
    better: "higher",
    tolerance: 0.03,
    smallestEffect: 0.1,
    role: CLOSED_LOOP,
    asRatio: false,
    read: ({ deliveries, activeNs }) => per(deliveries.delivered, nsToSeconds(activeNs)),
  },
  "service-memory": {
    unit: "bytes",
    better: "lower",
    tolerance: 0.03,
    smallestEffect: 0.05,
    role: ALWAYS,
    asRatio: false,
    read: ({ service }) => service.rssLoadedBytes,
  },
  "wire-bytes-per-delivery": {
    unit: "bytes",
    better: "lower",
    tolerance: 0.01,
    smallestEffect: 0.02,
    role: ALWAYS,
    asRatio: true,
    read: ({ wire, deliveries }) => per(wire.toServiceBytes + wire.fromServiceBytes, deliveries.delivered),
  },
} as const satisfies Record<string, GateMetric>;

/** By its interface, for not every metric has all that one may have. */
export const gateMetric = (name: GateMetricName): GateMetric => gateMetrics[name];

export type GateMetricName = keyof typeof gateMetrics;
export const gateMetricNames = Object.keys(gateMetrics) as GateMetricName[];

/** The defaults for a loop, with what a scenario wants otherwise (gate/settings.ts sees to it that they go together). */
export function policyOf(metric: GateMetricName, loop: Loop, wanted: Wanted = {}): Policy {
  const { role, tolerance, smallestEffect } = gateMetrics[metric];
  return {
    role: wanted.role ?? role[loop],
    tolerance: wanted.tolerance ?? tolerance,
    smallestEffect: wanted.smallestEffect ?? smallestEffect,
  };
}

/** What differs from the defaults of a metric. */
export type Wanted = { [K in keyof Policy]?: Policy[K] | undefined };

function per(amount: number, divisor: number): number | undefined {
  return divisor > 0 ? amount / divisor : undefined;
}

function latency(quantile: number): GateMetric["read"] {
  return ({ latency: { latency: encoded } }) => supportedQuantileNs(Histogram.decode(encoded), quantile);
}
