/** Which figures of a sweep have a chart over its axis, in the order in which they are worth reading. */
import { bytes, duration, perSecond, UNKNOWN } from "../../../reporters/format.js";
import { perMonth } from "../../crossover/money.js";
import { wordsOf } from "../../crossover/report/words.js";
import type { PointFigures, SweepRecord } from "../record.js";

export interface ChartedFigure {
  name: string;
  /** Within a sentence. */
  title: string;
  of(figures: PointFigures): number | undefined;
  format(value: number | undefined): string;
  isBytes?: boolean;
  /** What of the findings belongs to it. */
  currency?: string;
  perDelivery?: true;
  /** What a reader must know of all of its values. */
  note?: string;
}

const perDelivery =
  (key: "cpuNsPerSecond" | "wireBytesPerSecond") =>
  (figures: PointFigures): number | undefined =>
    figures[key] === undefined || figures.deliveriesPerSecond <= 0
      ? undefined
      : figures[key] / figures.deliveriesPerSecond;

const costs: readonly ChartedFigure[] = [
  {
    name: "cpu",
    title: "service CPU per delivery",
    of: perDelivery("cpuNsPerSecond"),
    format: duration,
    currency: "cpu",
    perDelivery: true,
  },
  {
    name: "wire",
    title: "bytes on the wire per delivery",
    of: perDelivery("wireBytesPerSecond"),
    format: bytes,
    isBytes: true,
    currency: "wire",
    perDelivery: true,
  },
];

/** What a reader must know of latencies that two hosts stamped. Undefined where one clock did. */
export function clocksNote({ points }: Pick<SweepRecord, "points">): string | undefined {
  const bounds = points.flatMap(({ rounds }) =>
    rounds.flatMap(({ approaches }) => approaches.flatMap(({ latencyBoundNs }) => latencyBoundNs ?? [])),
  );
  if (bounds.length === 0) return undefined;
  return `Two hosts stamped the ends of latencies, so each may be wrong by what their clocks leave open: at most ± ${duration(Math.max(...bounds))}. Intervals of their ratios hold whatever that was.`;
}

const others: readonly ChartedFigure[] = [
  {
    name: "latency-p50",
    title: "latency p50",
    of: (one) => one.latencyP50Ns,
    format: duration,
    currency: "latencyP50",
  },
  {
    name: "latency-p99",
    title: "latency p99",
    of: (one) => one.latencyP99Ns,
    format: duration,
    currency: "latencyP99",
  },
  {
    name: "memory",
    title: "memory of the service (RSS)",
    of: (one) => one.rssBytes,
    format: bytes,
    isBytes: true,
    currency: "memory",
  },
  {
    name: "idle-cpu",
    title: "service CPU while idle, per second",
    of: (one) => one.idleCpuNsPerSecond,
    format: (value) => (value === undefined ? UNKNOWN : `${duration(value)}/s`),
    currency: "idleCpu",
  },
  {
    name: "idle-memory",
    title: "memory of the service while idle (RSS)",
    of: (one) => one.rssIdleBytes,
    format: bytes,
    isBytes: true,
    currency: "idleMemory",
  },
  { name: "heartbeats", title: "heartbeats per second", of: (one) => one.heartbeatsPerSecond, format: perSecond },
];

/** Those that no point has are left out. */
export function chartedFigures({ points, prices, question }: SweepRecord): ChartedFigure[] {
  const money: ChartedFigure[] =
    prices === undefined
      ? []
      : [
          {
            name: "money",
            title: "cost of a month",
            of: (figures) => perMonth(figures, prices, question.scenario),
            format: wordsOf("money", { prices }).amount,
            currency: "money",
            note: `By the prices of ${prices.title}, ${prices.date}; the sum is of all clients and of the service.`,
          },
        ];
  const figures = points.flatMap(({ rounds }) => rounds.flatMap(({ approaches }) => approaches));
  const note = clocksNote({ points });
  return [...costs, ...money, ...others]
    .filter(({ of }) => figures.some((one) => of(one) !== undefined))
    .map((one) => (note !== undefined && one.currency?.startsWith("latency") ? { ...one, note } : one));
}
