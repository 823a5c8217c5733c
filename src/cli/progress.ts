/** What a running bench shows: one live line on a terminal, plain lines elsewhere, or JSON lines for machines. */
import type { ClientsConnected, HostsChanged, RunListener, SliceFinished } from "../bench/run-events.js";
import { supportedQuantileNs } from "../gate/supported-quantile.js";
import { Histogram } from "../histogram.js";
import { clockText, count, duration, durationOfUs, UNKNOWN } from "../reporters/format.js";
import { type ApproachRound, labelOf, type Result } from "../result/result.js";
import type { Output } from "./environment.js";
import { HostNews } from "./fleet/host-news.js";

export interface Progress {
  /** Shows the events of a run. */
  listener: RunListener;
  /** Removes the live line. It must be called before anything else is printed. */
  end(): void;
}

export interface ProgressOptions {
  rounds: number;
  /** The time in ms by any clock that runs evenly. */
  nowMs: () => number;
}

export const progressKinds = {
  live: liveProgress,
  plain: plainProgress,
  json: jsonProgress,
} satisfies Record<string, (output: Output, options: ProgressOptions) => Progress>;

/** What is shown of the stream; of its other events nothing is. */
interface Shown {
  connected?(connected: ClientsConnected): void;
  hosts(changed: HostsChanged): void;
  slice(slice: SliceFinished): void;
  round(result: Result): void;
}

const listenerOf =
  ({ connected, hosts, slice, round }: Shown): RunListener =>
  (event) => {
    if (event.type === "slice-finished") slice(event);
    else if (event.type === "clients-connected") connected?.(event);
    else if (event.type === "hosts-changed") hosts(event);
    else if (event.type === "round-finished") round(event.result);
  };

export const CLEAR_LINE = "\r\x1b[2K";

function liveProgress(output: Output, options: ProgressOptions): Progress {
  const startMs = options.nowMs();
  const news = new HostNews();
  let isFleet = false;
  const listener = listenerOf({
    hosts(changed) {
      isFleet = true;
      const { round, hosts } = changed;
      output.write(CLEAR_LINE);
      printNews(output, options, news, changed);
      const parts = [`round ${round}/${options.rounds}`, ...hosts.map(hostText)];
      output.write(oneLine(parts, output.columns - 1));
    },
    connected({ round, connected, clients, ...address }) {
      if (isFleet) return; // its hosts have told how many of their own are connected
      const parts = [
        `round ${round}/${options.rounds}`,
        labelOf(address),
        `${count(connected)} of ${count(clients)} clients connected`,
      ];
      output.write(CLEAR_LINE + oneLine(parts, output.columns - 1));
    },
    slice({ round, doneRatio, phase, deliveriesPerSecond, latencyP50Ns, latencyP99Ns, ...address }) {
      const done = (round - 1 + doneRatio) / options.rounds;
      const leftMs = done > 0 ? ((options.nowMs() - startMs) * (1 - done)) / done : undefined;
      const parts = [
        `round ${round}/${options.rounds}`,
        phase === "warmUp" ? `${labelOf(address)} (warm-up)` : labelOf(address),
        ...(deliveriesPerSecond === undefined
          ? ["idle clients"]
          : [
              `${count(deliveriesPerSecond)} deliveries/s`,
              `p50 ${duration(latencyP50Ns)}`,
              `p99 ${duration(latencyP99Ns)}`,
            ]),
        ...(leftMs === undefined ? [] : [`${Math.ceil(leftMs / 1e3)} s left`]),
      ];
      output.write(CLEAR_LINE + oneLine(parts, output.columns - 1));
    },
    round(result) {
      output.write(CLEAR_LINE);
      printRound(output, options, result);
    },
  });
  return { listener, end: () => output.write(CLEAR_LINE) };
}

function plainProgress(output: Output, options: ProgressOptions): Progress {
  const news = new HostNews();
  const listener = listenerOf({
    hosts: (changed) => printNews(output, options, news, changed),
    slice: () => {},
    round: (result) => printRound(output, options, result),
  });
  return { listener, end: () => {} };
}

type Host = HostsChanged["hosts"][number];

const hostText = ({ worker, state, connected, clients }: Host): string =>
  connected === undefined ? `${worker} ${state}` : `${worker} ${count(connected)} of ${count(clients)} connected`;

function printNews(output: Output, { rounds }: ProgressOptions, news: HostNews, { round, hosts }: HostsChanged): void {
  for (const line of news.linesOf(hosts, true))
    output.write(`${fitting([`round ${round}/${rounds}`, ...line], output.columns)}\n`);
}

/** A line per approach of the last round. */
function printRound(output: Output, { rounds }: ProgressOptions, result: Result): void {
  const round = result.rounds.at(-1)!;
  for (const approach of round.approaches) {
    const figures = [
      `round ${round.number}/${rounds}`,
      labelOf(approach),
      ...(idleFigures(approach) ?? figuresOf(approach)),
    ];
    output.write(`${fitting(figures, output.columns)}\n`);
  }
  const clocks = (round.hosts ?? []).flatMap(({ worker, clockBoundNs }) =>
    clockBoundNs === undefined ? [] : [`${worker} ${clockText(clockBoundNs)}`],
  );
  if (clocks.length === 0) return;
  output.write(`${fitting([`round ${round.number}/${rounds}`, "clocks within", ...clocks], output.columns)}\n`);
}

/** Undefined where the run has events. */
function idleFigures({ idle, service }: ApproachRound): string[] | undefined {
  if (idle === undefined) return undefined;
  const { clients, serviceNs, connectionsOpen } = idle;
  const cpuUs = service.cpuNs && (service.cpuNs / clients / serviceNs) * 1e6;
  return [`${durationOfUs(cpuUs)} of CPU per client and second`, `${count(connectionsOpen)} connections open`];
}

function figuresOf({ deliveries, activeNs, latency }: ApproachRound): string[] {
  const measured = latency.latency === undefined ? undefined : Histogram.decode(latency.latency);
  const quantile = (which: number) => duration(measured && supportedQuantileNs(measured, which));
  return [
    `${activeNs > 0 ? count((deliveries.delivered / activeNs) * 1e9) : UNKNOWN} deliveries/s`,
    `p50 ${quantile(0.5)}`,
    `p99 ${quantile(0.99)}`,
    `${count(deliveries.expected - deliveries.delivered)} undelivered`,
  ];
}

function jsonProgress(output: Output): Progress {
  const line = (value: object) => output.write(`${JSON.stringify(value)}\n`);
  const listener = listenerOf({
    hosts: ({ round, hosts }) => line({ type: "hosts", round, hosts }),
    slice: ({ type: _type, ...slice }) => line({ type: "slice", ...slice }),
    round: (result) => line({ type: "round", round: result.rounds.at(-1)!.number, of: result.scenario.run.rounds }),
  });
  return { listener, end: () => {} };
}

/**
 * Keeps only whole parts, because half a figure is another figure. Where not even the first part fits, its beginning is kept.
 */
function oneLine(parts: readonly string[], columns: number): string {
  const fits = parts.findLastIndex((_, last) => parts.slice(0, last + 1).join("  ").length <= columns);
  return fits < 0 ? parts[0]!.slice(0, columns) : parts.slice(0, fits + 1).join("  ");
}

/** Writes the figures in one line where they fit, or else in several lines. A figure is never cut. */
export function fitting(figures: readonly string[], columns: number): string {
  const lines = [figures[0]!];
  for (const one of figures.slice(1)) {
    const longer = `${lines.at(-1)}  ${one}`;
    if (longer.length <= columns) lines[lines.length - 1] = longer;
    else lines.push(`  ${one}`);
  }
  return lines.join("\n");
}
