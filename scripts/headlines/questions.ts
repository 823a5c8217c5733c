/** What three people ask of a report, and which of its first lines tells them. */
import { count, duration, number } from "../../src/reporters/format.js";
import type { Row } from "../../src/reporters/rows.js";

export interface Question {
  asks: string;
  /** How the line begins that answers it. */
  line: RegExp;
  answer(row: Row): string;
  /** Figures that must stand in that line, or it does not answer. */
  figures(row: Row): string[];
}

const PROMISE_NS = 200e6;

const missing = (row: Row): number => (row.expected ?? 0) - (row.deliveries ?? 0);

export const questions: readonly Question[] = [
  {
    asks: "Can I promise 200 ms?",
    line: /^- \*\*Latency/,
    answer: ({ latencyP99Ns: p99, latencyMaxNs: most }) =>
      p99 === undefined
        ? "not known"
        : (most ?? 0) <= PROMISE_NS
          ? "yes, for all"
          : p99 <= PROMISE_NS
            ? "yes, for 99 %"
            : "no",
    figures: (row) => [duration(row.latencyP99Ns), duration(row.latencyMaxNs)],
  },
  {
    asks: "How many cores do I need?",
    line: /^- \*\*Cost/,
    answer: ({ serviceCpuRatio }) => `${number(serviceCpuRatio)} at this load`,
    figures: (row) => [`${number(row.serviceCpuRatio)} cores`],
  },
  {
    asks: "Is anything lost or out of order?",
    line: /^- \*\*(Deliveries|Nothing was lost)/,
    answer: (row) => {
      const found = [
        ...(missing(row) > 0 ? [`${count(missing(row))} never came`] : []),
        ...(row.outOfOrder ? [`${count(row.outOfOrder)} out of order`] : []),
      ];
      return found.length === 0 ? "no" : found.join(", ");
    },
    figures: (row) => (row.outOfOrder ? [`${count(row.outOfOrder)} out of order`] : []),
  },
];
