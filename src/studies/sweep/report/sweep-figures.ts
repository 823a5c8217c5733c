/** The figures that reports of a sweep have: what they are computed from, and how they are called. A key names its unit. */
import { bytes, count, duration, number, perSecond } from "../../../reporters/format.js";
import type { PointFigures } from "../record.js";

export interface SweepFigure {
  label: string;
  format(value: number | undefined): string;
  /** Undefined: it was not measured. */
  of(figures: PointFigures): number | undefined;
  /** How wrong it may be, because two hosts stamped it. Absent: it is exact. */
  boundOf?(figures: PointFigures): number | undefined;
  /** Approaches are compared by it. Of two figures with the same ratio one is enough. */
  isCompared?: true;
  /** It is among those that a terminal shows. */
  isShown?: true;
}

const each = (format: (value: number | undefined) => string) => (value: number | undefined) =>
  value === undefined ? format(value) : `${format(value)}/s`;

/** Per delivery; undefined where there was none. */
const perDelivery = (amount: number | undefined, { deliveriesPerSecond }: PointFigures): number | undefined =>
  amount === undefined || deliveriesPerSecond === 0 ? undefined : amount / deliveriesPerSecond;

export const sweepFigures = {
  deliveriesPerSecond: {
    label: "Deliveries per second",
    format: perSecond,
    of: ({ deliveriesPerSecond }) => deliveriesPerSecond,
  },
  undelivered: { label: "Undelivered", format: count, of: ({ undelivered }) => undelivered },
  cpuNsPerSecond: {
    label: "Service CPU per second",
    format: each(duration),
    of: ({ cpuNsPerSecond }) => cpuNsPerSecond,
    ...{ isCompared: true, isShown: true },
  },
  cpuNsPerDelivery: {
    label: "Service CPU per delivery, with its part of what stands anyway",
    format: duration,
    of: (figures) => perDelivery(figures.cpuNsPerSecond, figures),
  },
  idleCpuNsPerSecond: {
    label: "Service CPU per second, connected and idle",
    format: each(duration),
    of: ({ idleCpuNsPerSecond }) => idleCpuNsPerSecond,
  },
  wireBytesPerSecond: {
    label: "Bytes on the wire per second",
    format: each(bytes),
    of: ({ wireBytesPerSecond }) => wireBytesPerSecond,
    ...{ isCompared: true, isShown: true },
  },
  wireBytesPerDelivery: {
    label: "Bytes on the wire per delivery",
    format: bytes,
    of: (figures) => perDelivery(figures.wireBytesPerSecond, figures),
  },
  connectionsPerDelivery: {
    label: "Connections opened per delivery",
    format: number,
    of: (figures) => perDelivery(figures.connectionsPerSecond, figures),
  },
  latencyP50Ns: {
    label: "Latency p50",
    format: duration,
    of: ({ latencyP50Ns }) => latencyP50Ns,
    boundOf: ({ latencyBoundNs }) => latencyBoundNs,
    ...{ isCompared: true, isShown: true },
  },
  latencyP99Ns: {
    label: "Latency p99",
    format: duration,
    of: ({ latencyP99Ns }) => latencyP99Ns,
    boundOf: ({ latencyBoundNs }) => latencyBoundNs,
    isCompared: true,
  },
  rssBytes: {
    label: "Service RSS under load",
    format: bytes,
    of: ({ rssBytes }) => rssBytes,
    ...{ isCompared: true, isShown: true },
  },
  rssIdleBytes: {
    label: "Service RSS, connected and idle",
    format: bytes,
    of: ({ rssIdleBytes }) => rssIdleBytes,
    isCompared: true,
  },
  rssPerClientBytes: {
    label: "RSS growth per idle client",
    format: bytes,
    of: ({ rssPerClientBytes }) => rssPerClientBytes,
  },
  heldPerClientBytes: {
    label: "Objects and buffers per idle client",
    format: bytes,
    of: ({ heldPerClientBytes }) => heldPerClientBytes,
  },
  kernelPerClientBytes: {
    label: "Kernel memory per idle client, both ends",
    format: bytes,
    of: ({ kernelPerClientBytes }) => kernelPerClientBytes,
  },
  heartbeatsPerSecond: {
    label: "Heartbeats per second",
    format: perSecond,
    of: ({ heartbeatsPerSecond }) => heartbeatsPerSecond,
  },
  connectionsOpen: {
    label: "Connections open at the end",
    format: count,
    of: ({ connectionsOpen }) => connectionsOpen,
  },
} as const satisfies Record<string, SweepFigure>;

export type SweepFigureName = keyof typeof sweepFigures;
export const sweepFigureNames = Object.keys(sweepFigures) as SweepFigureName[];
