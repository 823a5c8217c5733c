/** Sweeps of services whose costs are known lines, with the noise that is asked for. */
import { seededRandom } from "../../../src/random.js";
import { normalQuantile } from "../../../src/statistics/normal.js";
import type { PointFigures, SweepRecord } from "../../../src/studies/sweep/record.js";

export interface KnownLine {
  /** CPU ns per second that is used whatever happens. */
  standing: number;
  perDelivery: number;
  /** Below this rate every delivery opens a connection, which costs so much more. */
  cliff?: { below: number; perConnection: number };
}

export interface Noise {
  /** The standard deviation of the logarithm of a figure, from round to round. */
  spread: number;
  /** How much of it both approaches have in common in the same round of the same point. */
  shared: number;
}

export interface Simulated {
  rates: readonly number[];
  rounds: number;
  approaches: Record<string, KnownLine>;
  noise: Noise;
  seed: number;
  clients?: number;
}

export const costOf = ({ standing, perDelivery, cliff }: KnownLine, rate: number): number =>
  standing + rate * (perDelivery + (cliff !== undefined && rate < cliff.below ? cliff.perConnection : 0));

/** From low to high, evenly on a logarithmic scale. */
export const logSpaced = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => low * (high / low) ** (i / (count - 1)));

/** In flow ingest, where an event is one delivery. The last approach is the reference. */
export function simulatedSweep({ rates, rounds, approaches, noise, seed, clients = 20 }: Simulated): SweepRecord {
  const random = seededRandom(seed, "noise of a sweep");
  const normal = (): number => normalQuantile(Math.min(1 - 1e-9, Math.max(1e-9, random.next())));
  const figuresAt = (rate: number): PointFigures[] => {
    const common = normal() * Math.sqrt(noise.shared);
    return Object.entries(approaches).map(([approach, line]) => ({
      approach,
      verdict: "not-saturated",
      clients,
      eventsPerSecond: rate,
      deliveriesPerSecond: rate,
      undelivered: 0,
      cpuNsPerSecond: costOf(line, rate) * Math.exp(noise.spread * (common + normal() * Math.sqrt(1 - noise.shared))),
      connectionsPerSecond: line.cliff !== undefined && rate < line.cliff.below ? rate : 0,
    }));
  };
  const names = Object.keys(approaches);
  const points = rates.map((rate, i) => ({
    number: i + 1,
    at: [rate],
    folder: `points/${i + 1}`,
    rounds: Array.from({ length: rounds }, (_, round) => ({
      round: round + 1,
      played: round * rates.length + i + 1,
      warnings: [],
      approaches: figuresAt(rate),
    })),
  }));
  return recordOf(points, names, rates);
}

export function recordOf(
  points: SweepRecord["points"],
  names: readonly string[],
  values: readonly number[],
  path = "arrivals.perSecond",
): SweepRecord {
  const scenario = {
    name: "simulated",
    title: "Simulated",
    flow: "ingest",
    guarantee: "at-least-once",
    clients: 20,
    payload: { template: "message" },
    run: { seed: 1, measureSeconds: 3 },
    approaches: names.map((name) => ({
      name,
      transport: name.startsWith("webhook") ? "webhook" : "websocket",
      config: {},
    })),
  };
  return {
    schemaVersion: 1,
    study: "sweep",
    pushbenchVersion: "0.0.0",
    program: "pushbench",
    state: "complete",
    startedAt: "2026-11-27T00:00:00.000Z",
    question: {
      scenario: scenario as unknown as SweepRecord["question"]["scenario"],
      scenarioGiven: "simulated",
      overrides: [],
      approachesGiven: [],
      axes: [{ path, values: [...values], spacing: "log" }],
      rounds: points[0]?.rounds.length ?? 0,
      generators: 1,
      reference: names.at(-1)!,
    },
    points,
  };
}
