/**
 * What a gate can watch, and by how much it may move. Each metric has two shares. The tolerance is part of the hypothesis, so a
 * regression is "worse by more than this". The smallest effect is the one that matters to somebody, so a pass is "not worse by
 * this much". A change between the two is neither forbidden nor looked for. docs/gate.md says where these shares come from.
 */
import { Histogram } from "../histogram.js";
import type { ApproachRound } from "../result/result.js";
import { nsToSeconds } from "../units.js";
import type { GateCheck, GateUnit } from "./gate-report.js";
import { supportedQuantileNs } from "./supported-quantile.js";

/** Whether events come at set times or follow each other. This decides which metrics mean anything. */
export type Loop = "open" | "closed";
export type Role = GateCheck["role"];

export interface Policy {
  role: Role;
  /** The share by which head may be worse without being a regression. */
  tolerance: number;
  /** The smallest share that matters. It lies above the tolerance. */
  smallestEffect: number;
}

interface GateMetric {
  unit: GateUnit;
  better: GateCheck["better"];
  tolerance: number;
  smallestEffect: number;
  role: Record<Loop, Role>;
  /** Whether the gate also watches approach ÷ reference, which differs less between machines than the figure itself. */
  asRatio: boolean;
  /** Reads the figure of one approach in one round; undefined when it was not measured. */
  read(round: ApproachRound): number | undefined;
  /** Reads the same figure of each slice, where slices have it; undefined for a slice that did not measure it. */
  readSlices?(round: ApproachRound): (number | undefined)[] | undefined;
}

const ALWAYS = { open: "gate", closed: "gate" } as const;
/** Tails of short rounds differ by a third and more between identical services. A scenario may gate them nevertheless. */
const BY_CHOICE = { open: "advisory", closed: "advisory" } as const;
/** In a closed loop a slower service can have shorter latencies, because its clients send less at a time. */
const OPEN_LOOP = { open: "gate", closed: "advisory" } as const;
/** In an open loop the schedule determines the throughput, not the service. */
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

/** The metric of that name by its interface, since not every metric has everything that the interface allows. */
export const gateMetric = (name: GateMetricName): GateMetric => gateMetrics[name];

export type GateMetricName = keyof typeof gateMetrics;
export const gateMetricNames = Object.keys(gateMetrics) as GateMetricName[];

/** The defaults for a loop, with what a scenario changes. gate/settings.ts makes sure that the two shares go together. */
export function policyOf(metric: GateMetricName, loop: Loop, wanted: Wanted = {}): Policy {
  const { role, tolerance, smallestEffect } = gateMetrics[metric];
  return {
    role: wanted.role ?? role[loop],
    tolerance: wanted.tolerance ?? tolerance,
    smallestEffect: wanted.smallestEffect ?? smallestEffect,
  };
}

/** What a scenario changes of the defaults of a metric. */
export type Wanted = { [K in keyof Policy]?: Policy[K] | undefined };

function per(amount: number | undefined, divisor: number): number | undefined {
  return amount !== undefined && divisor > 0 ? amount / divisor : undefined;
}

function latency(quantile: number): GateMetric["read"] {
  return ({ latency: { latency: encoded } }) =>
    encoded === undefined ? undefined : supportedQuantileNs(Histogram.decode(encoded), quantile);
}
