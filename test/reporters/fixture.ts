/** Builds plausible results with real histograms, always the same ones. Tests bend what they are about. */
import { Histogram } from "../../src/histogram.js";
import type { ApproachRound, Result, Round, Verdict } from "../../src/result/result.js";
import { transportFacts } from "../../src/transports/registry.js";

export interface Approach {
  name: string;
  transport: string;
  medianNs: number;
  cpuNsPerDelivery: number;
  wireBytesPerDelivery: number;
  connectionsDuring: number;
}

export const WEBHOOK: Approach = {
  name: "webhook",
  transport: "webhook",
  medianNs: 640_000,
  cpuNsPerDelivery: 118_000,
  wireBytesPerDelivery: 921,
  connectionsDuring: 0,
};

export const WEBHOOK_NEW_CONNECTION: Approach = {
  ...WEBHOOK,
  name: "webhook-new-connection",
  medianNs: 1_350_000,
  cpuNsPerDelivery: 268_000,
  connectionsDuring: 1_800,
};

export const WEBSOCKET: Approach = {
  name: "websocket",
  transport: "websocket",
  medianNs: 310_000,
  cpuNsPerDelivery: 41_000,
  wireBytesPerDelivery: 438,
  connectionsDuring: 0,
};

const PAYLOAD_BYTES = 334;
const EVENTS = 600;
const RECIPIENTS = 9;
const SECONDS = 3;
const STARTED_AT_MS = Date.UTC(2026, 0, 2, 10, 0, 0);

/** Uniform in (0, 1): the fixture must not depend on the code under test, not even on its random numbers. */
export function lehmer(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Log-normal by Box–Muller: half of the values lie below the median, one in a hundred above 3.2 × it. */
export function latencies(medianNs: number, count: number, seed: number): number[] {
  const uniform = lehmer(seed);
  return Array.from({ length: count }, () => {
    const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    return Math.round(medianNs * Math.exp(0.5 * normal));
  });
}

export function encoded(values: readonly number[]): string {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram.encode();
}

/** Many tests ask for the same rounds; encoding their histograms is nearly all that a fixture costs. */
interface Encoded {
  latency: ApproachRound["latency"];
  /** Latencies of each second. */
  perSecond: string[];
}
const known = new Map<string, Encoded>();

function encodedRound(medianNs: number, seed: number): Encoded {
  const key = `${medianNs} ${seed}`;
  const found = known.get(key);
  if (found) return found;
  const values = latencies(medianNs, EVENTS * RECIPIENTS, seed);
  const share = (factor: number): string => encoded(values.slice(0, EVENTS).map((ns) => ns * factor));
  const latency = {
    latency: encoded(values),
    serviceTime: encoded(values.map((ns) => ns * 0.9)),
    ack: encoded(values.map((ns) => ns * 1.2)),
    lateness: encoded(values.map((ns) => ns * 0.1)),
    firstRecipient: share(0.5),
    medianRecipient: share(1),
    lastRecipient: share(2),
  };
  const third = values.length / SECONDS;
  const perSecond = Array.from({ length: SECONDS }, (_, second) =>
    encoded(values.slice(second * third, (second + 1) * third)),
  );
  known.set(key, { latency, perSecond });
  return { latency, perSecond };
}

export function approachRound(approach: Approach, round: number, verdict: Verdict = "not-saturated"): ApproachRound {
  const delivered = EVENTS * RECIPIENTS;
  const noise = 1 + (lehmer(round * 7_919 + approach.name.length * 104_729)() - 0.5) * 0.1;
  const { latency, perSecond: secondsOfLatency } = encodedRound(
    approach.medianNs * noise,
    round * 31 + approach.name.length,
  );
  const perSecond = delivered / SECONDS;
  return {
    approach: approach.name,
    windowNs: 3e9,
    activeNs: 3.02e9,
    deliveries: {
      events: EVENTS,
      expected: delivered,
      delivered,
      firstAttempts: delivered + EVENTS,
      retries: 0,
      duplicates: 0,
      suppressed: 0,
      lost: 0,
      rejected: 0,
      pending: 0,
      outOfOrder: 0,
      acked: delivered,
      reasons: {},
    },
    latency: { ...latency },
    service: {
      pid: 4_000 + round,
      cpuNs: Math.round(delivered * approach.cpuNsPerDelivery * noise),
      outsideCpuNs: Math.round(delivered * approach.cpuNsPerDelivery * noise * 1.01),
      idleCpuRatio: 0.002,
      rssBeforeBytes: 52_000_000,
      rssIdleBytes: 55_000_000 + round * 10_000,
      rssLoadedBytes: 71_000_000 + round * 100_000,
      rssMaxBytes: 74_000_000 + round * 100_000,
      eventLoopUtilisation: Math.min(1, (delivered * approach.cpuNsPerDelivery) / 3e9),
      eventLoopDelayP99Ns: 1_200_000 + round * 1_000,
      garbageCollections: 12,
      garbageCollectionNs: 14_000_000,
    },
    generator: {
      cpuNs: 0.9e9,
      cpuRatio: 0.3,
      eventLoopUtilisation: 0.34,
      eventLoopDelayP99Ns: 800_000,
      achievedRateRatio: 1,
      backlogEvents: 2,
      verdict,
    },
    cpus: {
      services: { busyRatio: 0.4, foreignRatio: 0.03, stealRatio: 0 },
      generators: { busyRatio: 0.35, foreignRatio: 0.02, stealRatio: 0.001 },
    },
    wire: {
      toServiceBytes: EVENTS * 620,
      fromServiceBytes: delivered * approach.wireBytesPerDelivery - EVENTS * 620,
      payloadBytes: (delivered + EVENTS) * PAYLOAD_BYTES,
      connectionsOpenedBefore: 200,
      connectionsOpenedDuring: approach.connectionsDuring,
      connectionsBroken: 0,
      peakConnectsPerSecond: 10 * approach.connectionsDuring,
    },
    timeline: [0, 1, 2].map((second) => ({
      second,
      events: EVENTS / 3,
      delivered: perSecond,
      latency: secondsOfLatency[second]!,
      serviceCpuRatio: 0.21,
      serviceRssBytes: 70_000_000,
    })),
    warmUp: { blocks: 2, settled: true },
  };
}

export const roundOf = (approaches: readonly Approach[], number: number): Round => ({
  number,
  startedAtMs: STARTED_AT_MS + number * 20_000,
  endedAtMs: STARTED_AT_MS + number * 20_000 + 15_000,
  approaches: approaches.map((approach) => approachRound(approach, number)),
});

/** A finished chat run. `bend` changes a fresh copy before it is handed out. */
export function resultOf(
  rounds = 6,
  approaches: readonly Approach[] = [WEBHOOK, WEBSOCKET],
  bend: (result: Result) => void = () => {},
): Result {
  const result: Result = {
    schemaVersion: 1,
    pushbenchVersion: "0.1.0",
    state: "complete",
    startedAt: new Date(STARTED_AT_MS).toISOString(),
    endedAt: new Date(STARTED_AT_MS + 140_000).toISOString(),
    quick: false,
    scenario: {
      name: "chat",
      title: "Team chat",
      source: "Centrifugo 2020",
      flow: "relay",
      guarantee: "at-least-once",
      clients: 200,
      roomSize: 10,
      arrivals: { executor: "poisson-arrival-rate", perSecond: 200 },
      payload: { template: "chat-message", bytes: { median: 300, p95: 900 } },
      objectives: { latencyP99Ms: 200, lost: 0 },
      run: {
        rounds: 6,
        warmUpSeconds: 1,
        measureSeconds: 3,
        sliceSeconds: 0.5,
        drainSeconds: 10,
        readySeconds: 10,
        seed: 1,
        pacing: "timer-thread",
      },
    },
    overrides: [],
    scenarioGiven: "chat",
    seed: 1,
    scheduleFingerprint: "9f2c4e1ab07d55e3bb6a0c8d7f31920e5d4c3b2a19087f6e5d4c3b2a1908f7e6",
    approaches: approaches.map(({ name, transport }) => ({
      name,
      transport,
      config:
        transport === "webhook" ? { connection: "keep-alive", signature: "standard-webhooks" } : { deflate: false },
    })),
    machine: {
      cpuModel: "Example CPU @ 3.00GHz",
      cpuCount: 2,
      memoryBytes: 8 * 1024 ** 3,
      operatingSystem: "Linux 6.1.0 x64",
      node: "20.19.0",
      v8: "11.3.244.8",
      packages: { undici: "7.30.2", ws: "8.23.0" },
      openFilesLimit: 20_000,
      loadAverage: 0.12,
      servicesOnCpus: [0],
      generatorsOnCpus: [1],
    },
    transports: transportFacts(approaches),
    rounds: Array.from({ length: rounds }, (_, index) => roundOf(approaches, index + 1)),
    warnings: [],
  };
  bend(result);
  return result;
}

/** The part of one approach in one round (from 1), for bending. */
export function part(result: Result, round: number, approach: string): ApproachRound {
  const found = result.rounds[round - 1]?.approaches.find((one) => one.approach === approach);
  if (found === undefined) throw new Error(`the fixture has no round ${round} of ${approach}`);
  return found;
}

/** A run without events: heartbeats of `clients` once in 25 s, by approaches that have them. */
export function idleResultOf(rounds = 6, clients = 2_000, bend: (result: Result) => void = () => {}): Result {
  const seconds = 10;
  return resultOf(rounds, [WEBHOOK, WEBSOCKET], (result) => {
    const { scenario } = result;
    Object.assign(scenario, { name: "idle", title: "Idle clients", flow: "broadcast", clients, objectives: {} });
    delete scenario.roomSize;
    scenario.arrivals = { executor: "none" };
    Object.assign(scenario.run, { warmUpSeconds: 25, measureSeconds: seconds, sliceSeconds: 2.5 });
    for (const { number, approaches } of result.rounds) {
      for (const one of approaches) {
        const beats = one.approach === "websocket";
        const heartbeats = (clients * seconds) / 25;
        const growth = { rssBytes: beats ? 8_000 + 40 * number : 0, heldBytes: beats ? 2_600 + number : 300 + number };
        const none = { events: 0, expected: 0, delivered: 0, firstAttempts: 0, acked: 0 };
        Object.assign(one, { windowNs: seconds * 1e9, activeNs: seconds * 1e9, latency: {}, timeline: [] });
        Object.assign(one.deliveries, none);
        one.idle = {
          ...{ clients, serviceNs: seconds * 1.002e9, clientsNs: seconds * 1.01e9 },
          ...(beats && { heartbeats: heartbeats * 1.01 }),
          connectionsOpen: beats ? clients : 0,
        };
        one.service.cpuNs = beats ? (80_000 + 500 * number) * heartbeats * 1.002 : 4_000_000 + 30_000 * number;
        delete one.service.idleCpuRatio;
        one.service.idleMemory = [0, 0.2, 0.4, 0.6, 0.8, 1].map((share) => ({
          clients: share * clients,
          rssBytes: 60e6 + share * clients * growth.rssBytes,
          heldBytes: 10e6 + share * clients * growth.heldBytes,
        }));
        one.wire = {
          ...one.wire,
          ...{ toServiceBytes: beats ? heartbeats * 6 : 0, fromServiceBytes: beats ? heartbeats * 2 : 0 },
          ...{ payloadBytes: 0, connectionsOpenedBefore: beats ? clients : 0, connectionsOpenedDuring: 0 },
          peakConnectsPerSecond: 0,
        };
        one.warmUp = { blocks: 0, settled: false, deliveries: 0 };
        delete one.generator.achievedRateRatio;
        delete one.generator.backlogEvents;
      }
    }
    bend(result);
  });
}
