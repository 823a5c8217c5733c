/** How currencies, amounts and intervals are called in texts. */
import { bytes, duration, number, UNKNOWN } from "../../../reporters/format.js";
import type { FiellerSet } from "../../../statistics/fieller.js";
import type { LineName } from "../currency-names.js";
import type { SweepFindings, Within } from "../found.js";

interface Words {
  title: string;
  /** Of two approaches, one is so. */
  less: string;
  amount(value: number | undefined): string;
  /** What a standing cost is per; empty where it is an amount by itself. */
  standingPer: string;
}

export const wordsOf = (currency: LineName, { prices }: Pick<SweepFindings, "prices">): Words => ({
  ...words[currency],
  ...(currency === "money" && { amount: (value) => money(value, prices?.currency ?? "") }),
});

const words: Record<LineName, Words> = {
  cpu: { title: "CPU", less: "cheaper", amount: duration, standingPer: "/s" },
  wire: { title: "bytes on the wire", less: "cheaper", amount: bytes, standingPer: "/s" },
  memory: { title: "memory", less: "smaller", amount: bytes, standingPer: "" },
  latencyP50: { title: "latency, p50", less: "faster", amount: duration, standingPer: "" },
  latencyP99: { title: "latency, p99", less: "faster", amount: duration, standingPer: "" },
  money: { title: "money", less: "cheaper", amount: number, standingPer: " a month" },
  idleCpu: { title: "CPU when idle", less: "cheaper", amount: duration, standingPer: "/s" },
  idleMemory: { title: "memory when idle", less: "smaller", amount: bytes, standingPer: "" },
};

/** With three digits, however little it is. */
const money = (value: number | undefined, currency: string): string =>
  value === undefined ? UNKNOWN : `${number(value)} ${currency}`;

/** "1.20 ms (1.10 ms–1.31 ms)". */
export function withinText({ estimate, low, high }: Within, amount: (value: number) => string): string {
  const interval = low === undefined || high === undefined ? "" : ` (${amount(low)}–${amount(high)})`;
  return `${amount(estimate)}${interval}`;
}

/** Rates below 0 say nothing, so a set ends there. */
export function fiellerText(set: FiellerSet | undefined): string {
  if (set === undefined) return UNKNOWN;
  const { kind } = set;
  if (kind === "between") return set.to < 0 ? "none" : `${number(Math.max(0, set.from))}–${number(set.to)}/s`;
  if (kind === "everywhere") return "no bounds";
  return set.to > 0
    ? `up to ${number(set.to)}/s or from ${number(set.from)}/s on`
    : `from ${number(Math.max(0, set.from))}/s on`;
}
