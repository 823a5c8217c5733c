/** What a point costs in a month, by a price list. Nothing is estimated: what a price needs and was not measured leaves it empty. */
import type { Scenario } from "../../scenario/load.js";
import { NS_PER_SECOND } from "../../units.js";
import type { PointFigures } from "../sweep/record.js";
import type { Currency } from "./currencies.js";
import { RATES } from "./curve.js";
import type { Prices } from "./prices.js";

/** 365 days ÷ 12, as clouds count. */
const HOURS_PER_MONTH = 730;
const MINUTES_PER_MONTH = HOURS_PER_MONTH * 60;
const SECONDS_PER_MONTH = MINUTES_PER_MONTH * 60;
const GB = 1e9;
const MILLION = 1e6;

export const moneyOf = (prices: Prices, scenario: Pick<Scenario, "approaches" | "flow" | "guarantee">): Currency => ({
  of: (figures) => perMonth(figures, prices, scenario),
  along: (path) => (path.startsWith(RATES) ? "deliveriesPerSecond" : path === "clients" ? "clients" : undefined),
  perDelivery: true,
});

type Asked = Pick<Scenario, "approaches" | "flow" | "guarantee">;

/** Undefined where a price needs a figure that was not measured. */
export function perMonth(figures: PointFigures, prices: Prices, scenario: Asked): number | undefined {
  const parts = partsPerMonth(figures, prices, scenario);
  return parts.some(({ cost }) => cost === undefined) ? undefined : parts.reduce((sum, { cost }) => sum + cost!, 0);
}

export interface BillPart {
  name: string;
  /** Undefined: it has a price, and what is paid for was not measured. */
  cost: number | undefined;
}

/** What the sum of a month consists of: a part for each price of the list that this approach pays. */
export function partsPerMonth(
  figures: PointFigures,
  { cpuHour, memoryGbMonth, egressGb, transports }: Prices,
  { approaches, flow, guarantee }: Asked,
): BillPart[] {
  const { cpuNsPerSecond, rssBytes, sentBytesPerSecond, clients } = figures;
  const transport = approaches.find(({ name }) => name === figures.approach)?.transport;
  const gateway = (transport !== undefined && transports[transport]) || {};
  // What a client hands in passes as well as what the service delivers; in the other flows these are the same
  const carried = figures.deliveriesPerSecond + (flow === "relay" ? figures.eventsPerSecond : 0);
  const messages = guarantee === "at-least-once" ? 2 * carried : carried;
  const parts: [name: string, amount: number | undefined, price: { price: number } | undefined][] = [
    ["CPU", cpuNsPerSecond && (cpuNsPerSecond / NS_PER_SECOND) * HOURS_PER_MONTH, cpuHour],
    ["memory", rssBytes && rssBytes / GB, memoryGbMonth],
    ["bytes sent", sentBytesPerSecond && (sentBytesPerSecond / GB) * SECONDS_PER_MONTH, egressGb],
    ["requests at the gateway", (carried / MILLION) * SECONDS_PER_MONTH, gateway.perMillionRequests],
    ["messages at the gateway", (messages / MILLION) * SECONDS_PER_MONTH, gateway.perMillionMessages],
    ["connections at the gateway", (clients / MILLION) * MINUTES_PER_MONTH, gateway.perMillionConnectionMinutes],
  ];
  return parts.flatMap(([name, amount, price]) =>
    price === undefined ? [] : [{ name, cost: amount === undefined ? undefined : amount * price.price }],
  );
}
