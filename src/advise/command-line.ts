/** The one command that measures this very workload. A test validates what it makes of any workload. */
import type { Flow } from "../flow.js";
import { usualApproaches } from "../scenario/approaches.js";
import { MAX_DELIVERIES_PER_ROUND } from "../scenario/cross-checks.js";
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
/** Some minutes' work for a service; more of them make a round no surer. */
const ENOUGH_DELIVERIES = 10_000_000;
/** With fewer events in a window, a round is mostly chance. */
const EVENTS_OF_WINDOW = 40;

export interface BenchAsked {
  scenario: string;
  overrides: string[];
}

/** Undefined where even the shortest window has more deliveries than pushbench plays in a round. */
export function benchOf(workload: Workload): BenchAsked | undefined {
  const seconds = secondsFor(workload);
  if (seconds === undefined) return undefined;
  const { flow, clients, recipients, payloadBytes, lossless, latencyP99Ms, tls } = workload;
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
      `run.measureSeconds=${seconds}`,
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

/** Whole periods: long enough for rare events, and short enough for many recipients. */
function secondsFor({ perSecond, peakPerSecond, recipients }: Workload): number | undefined {
  const meanPerSecond = (perSecond * (PERIOD_SECONDS - 1) + peakPerSecond) / PERIOD_SECONDS;
  const deliveriesPerSecond = meanPerSecond * recipients;
  if (deliveriesPerSecond * PERIOD_SECONDS >= MAX_DELIVERIES_PER_ROUND) return undefined;
  const wanted = Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, EVENTS_OF_WINDOW / perSecond));
  const seconds = Math.min(wanted, Math.max(PERIOD_SECONDS, ENOUGH_DELIVERIES / deliveriesPerSecond));
  return Math.ceil(seconds / PERIOD_SECONDS) * PERIOD_SECONDS;
}

/** Never with an exponent that YAML might take for a word: 1e-7 has no point. */
const plain = (value: number): string => (String(value).includes("e") ? value.toFixed(12) : String(value));
