/**
 * The reference services in every flow, with a tap on the wire: absolute times, CPU and memory are compared with an
 * independent count.
 */
import type { Flow } from "../../flow.js";
import type { ApproachRound } from "../../result/result.js";
import { type TransportName, transportsPlaying } from "../../transports/registry.js";
import { NS_PER_MS, NS_PER_SECOND, secondsToNs } from "../../units.js";
import { evenly, quantileMs, type Study } from "../study.js";
import { row, rowBetween, type StudyRow } from "../study-row.js";
import type { TapSample } from "../tap/entry.js";
import { type Passages, passagesOf, quantileBounds } from "../tap/passages.js";
import { cpuBounds, rssBounds, type UsageBounds } from "../tap/usage-bounds.js";
import { parseWireLog, type WireLog } from "../tap/wire-log.js";
import type { Bounds } from "../tap/wire-timing.js";

/** A recorded value is kept within 0.1 % (histogram.ts). */
const BUCKET = 0.001;
const MIB = 2 ** 20;
const BY_THE_WIRE = "the tap's stamps of the same events";
const BY_THE_KERNEL = "the kernel's count";

export interface WireOptions {
  flow: Flow;
  /** When it is absent, it is a closed loop with one event under way per client. */
  eventsPerSecond?: number;
  measureSeconds: number;
}

export function wire({ flow, eventsPerSecond, measureSeconds }: WireOptions): Study {
  const playing = transportsPlaying(flow);
  const name = `${flow}${eventsPerSecond === undefined ? " in a closed loop" : ""}, on the wire`;
  return {
    name,
    flow,
    isTapped: true,
    arrivals:
      eventsPerSecond === undefined
        ? { executor: "constant-concurrency", windowPerClient: 1 }
        : evenly(eventsPerSecond),
    run: { warmUpSeconds: 0.3, measureSeconds, sliceSeconds: measureSeconds, drainSeconds: 5 },
    contestants: Object.fromEntries(playing.map((transport) => [transport, { transport, behaviour: {} }])),
    rows: (measured) =>
      playing.flatMap((transport) => {
        const round = measured(transport);
        const log = parseWireLog((round.network as TapSample).log);
        const passages = passagesOf(log, flow, eventsPerSecond && NS_PER_SECOND / eventsPerSecond);
        const of = { transport, title: `${transport}, ${name}`, round, log, passages };
        return [...countRows(of), ...timeRows(of), ...usageRows(of, secondsToNs(measureSeconds))];
      }),
  };
}

interface Tapped {
  transport: TransportName;
  title: string;
  round: ApproachRound;
  log: WireLog;
  passages: Passages;
}

function countRows({ title, round: { deliveries, wire }, log, passages }: Tapped): StudyRow[] {
  const counts: [what: string, value: number | undefined, expected: number][] = [
    ["events", deliveries.events, passages.events],
    ["deliveries", deliveries.delivered, passages.deliveries],
    ["acknowledgements", deliveries.acked, passages.acks],
    ["bytes to the service", wire.toServiceBytes, bytesOf(log, passages, true)],
    ["bytes from the service", wire.fromServiceBytes, bytesOf(log, passages, false)],
  ];
  return counts.map(([what, value = Number.NaN, expected]) =>
    row("exact", { name: `${title}: ${what}`, against: "what the tap saw", value, expected }),
  );
}

function bytesOf({ chunks, messages }: WireLog, { lastNs }: Passages, fromClient: boolean): number {
  const firstNs = messages.find(({ index }) => index === 0)?.readNs ?? Number.NaN;
  return chunks.reduce(
    (sum, one) =>
      sum + (one.fromClient === fromClient && one.readNs >= firstNs && one.readNs <= lastNs ? one.bytes : 0),
    0,
  );
}

function timeRows({ title, round: { latency }, passages }: Tapped): StudyRow[] {
  const times: [what: string, encoded: string | undefined, bounds: Bounds[], quantiles: number[]][] = [
    ["latency", latency.latency, passages.latency, [0.5, 0.9]],
    ["service time", latency.serviceTime, passages.serviceTime, [0.5]],
    // In an open loop an allowance bounds acknowledgements from above, and a tenth of them may well be later on a busy machine.
    ["ack latency", latency.ack, passages.ack, passages.lateness.length === 0 ? [0.5, 0.9] : [0.5]],
    ["lateness", latency.lateness, passages.lateness, [0.5]],
    ["latency of the first recipient", latency.firstRecipient, passages.firstRecipient, [0.5]],
    ["latency of the last recipient", latency.lastRecipient, passages.lastRecipient, [0.5]],
  ];
  return times.flatMap(([what, encoded, bounds, quantiles]) =>
    encoded === undefined || bounds.length === 0
      ? []
      : quantiles.map((q) => {
          const { leastNs, mostNs } = quantileBounds(bounds, q);
          return rowBetween({
            name: `${title}: ${what} p${q * 100}, ms`,
            against: BY_THE_WIRE,
            value: quantileMs(encoded, q),
            least: ((1 - BUCKET) * leastNs) / NS_PER_MS,
            most: ((1 + BUCKET) * mostNs) / NS_PER_MS,
          });
        }),
  );
}

function usageRows({ title, round: { service, generator }, log, passages }: Tapped, lengthNs: number): StudyRow[] {
  const rss = rssBounds(log);
  const figures: [what: string, value: number | undefined, bounds: UsageBounds, unit: number][] = [
    ["service CPU, ms", service.cpuNs, cpuBounds(log, "service", passages, lengthNs), NS_PER_MS],
    ["generator CPU, ms", generator.cpuNs, cpuBounds(log, "generator", passages, lengthNs), NS_PER_MS],
    ["RSS before clients, MiB", service.rssBeforeBytes, rss.before, MIB],
    ["RSS with idle clients, MiB", service.rssIdleBytes, rss.idle, MIB],
    ["RSS under load, MiB", service.rssLoadedBytes, rss.loaded, MIB],
    ["greatest RSS, MiB", service.rssMaxBytes, rss.most, MIB],
  ];
  return figures.map(([what, value, { least, most }, unit]) =>
    rowBetween({
      name: `${title}: ${what}`,
      against: BY_THE_KERNEL,
      value: (value ?? Number.NaN) / unit,
      least: least / unit,
      most: most / unit,
    }),
  );
}
