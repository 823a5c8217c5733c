/** How much of each currency was paid, and what of it is a line against what. */
import type { PointFigures } from "../sweep/record.js";
import type { Along, LineName } from "./currency-names.js";
import { RATES } from "./curve.js";

export interface Currency {
  /** Absent: it was not measured. */
  of(figures: PointFigures): number | undefined;
  /** How wrong it may be, because two hosts stamped it. Absent: it is exact. */
  boundOf?(figures: PointFigures): number | undefined;
  /** What it grows with as a line where this setting changes. Undefined: it has no line there. */
  along(path: string): Along | undefined;
  /** It grows with the deliveries, so approaches are compared by what one of them costs. */
  perDelivery?: true;
}

const withRate = (path: string): Along | undefined => (path.startsWith(RATES) ? "deliveriesPerSecond" : undefined);
const withClients = (path: string): Along | undefined => (path === "clients" ? "clients" : undefined);
const nothing = (): undefined => undefined;
const clocks = ({ latencyBoundNs }: PointFigures): number | undefined => latencyBoundNs;

export const measuredCurrencies = {
  cpu: { of: ({ cpuNsPerSecond }) => cpuNsPerSecond, along: withRate, perDelivery: true },
  wire: { of: ({ wireBytesPerSecond }) => wireBytesPerSecond, along: withRate, perDelivery: true },
  memory: { of: ({ rssBytes }) => rssBytes, along: withClients },
  latencyP50: { of: ({ latencyP50Ns }) => latencyP50Ns, boundOf: clocks, along: nothing },
  latencyP99: { of: ({ latencyP99Ns }) => latencyP99Ns, boundOf: clocks, along: nothing },
  idleCpu: { of: ({ idleCpuNsPerSecond }) => idleCpuNsPerSecond, along: withClients },
  idleMemory: { of: ({ rssIdleBytes }) => rssIdleBytes, along: withClients },
} as const satisfies Record<Exclude<LineName, "money">, Currency>;

/** Where it was measured. A cost of 0 has no ratio: it was too small for its clock. */
export const isMeasured = (value: number | undefined): value is number =>
  value !== undefined && value > 0 && Number.isFinite(value);
