/** The one command that measures this very workload. A test validates what it makes of any workload. */
import type { Flow } from "../flow.js";
import { usualApproaches } from "../scenario/approaches.js";
import { shellWord } from "../shell-word.js";
import type { Workload } from "./workload.js";

/** A shipped scenario of each flow, and what of it is no part of a workload. All else is set anew; its events keep their shape. */
const BASES: Record<Flow, { scenario: string; without: readonly string[] }> = {
  ingest: { scenario: "data-sync", without: ["senders=null"] },
  broadcast: { scenario: "live-scores", without: [] },
  relay: { scenario: "chat", without: [] },
};

/** A period of the arrivals: one second of it is the peak. */
const PERIOD_SECONDS = 4;
const SHORTEST_SECONDS = 8;
const LONGEST_SECONDS = 120;
/** With fewer events in a window, a round is mostly chance. */
const EVENTS_OF_WINDOW = 40;

export interface BenchAsked {
  scenario: string;
  overrides: string[];
}

export function benchOf(workload: Workload): BenchAsked {
  const { flow, clients, recipients, perSecond, payloadBytes, lossless, latencyP99Ms, tls } = workload;
  const limits = [
    ...(latencyP99Ms === undefined ? [] : [`latencyP99Ms: ${plain(latencyP99Ms)}`]),
    ...(lossless ? ["lost: 0"] : []),
  ];
  return {
    scenario: BASES[flow].scenario,
    overrides: [
      `clients=${clients}`,
      ...(flow === "relay" ? [`rooms.size=${recipients + 1}`] : []),
      `guarantee=${lossless ? "at-least-once" : "at-most-once"}`,
      `arrivals=${arrivalsOf(workload)}`,
      `payload.bytes=${payloadBytes}`,
      `approaches={${Object.keys(usualApproaches)
        .map((name) => `${name}: `)
        .join(", ")}}`,
      ...(tls ? ["tls=true"] : []),
      `objectives={${limits.join(", ")}}`,
      ...BASES[flow].without,
      `run.measureSeconds=${secondsFor(perSecond)}`,
    ],
  };
}

export const commandOf = (program: string, { scenario, overrides }: BenchAsked): string =>
  [program, "bench", "--scenario", scenario, ...overrides.flatMap((one) => ["--set", shellWord(one)])].join(" ");

function arrivalsOf({ perSecond, peakPerSecond }: Workload): string {
  if (peakPerSecond === perSecond) return `{executor: poisson-arrival-rate, perSecond: ${plain(perSecond)}}`;
  const bursts = `{everySeconds: ${PERIOD_SECONDS}, durationSeconds: 1, perSecond: ${plain(peakPerSecond)}}`;
  return `{executor: burst-arrival-rate, perSecond: ${plain(perSecond)}, bursts: ${bursts}}`;
}

/** Whole periods. */
function secondsFor(perSecond: number): number {
  const wanted = Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, EVENTS_OF_WINDOW / perSecond));
  return Math.ceil(wanted / PERIOD_SECONDS) * PERIOD_SECONDS;
}

/** Never with an exponent that YAML might take for a word: 1e-7 has no point. */
const plain = (value: number): string => (String(value).includes("e") ? value.toFixed(12) : String(value));
