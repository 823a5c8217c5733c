/** Evidence whose costs are known, for tests: nothing of it is measured. */
import type { Evidence, EvidencePoint } from "../../src/advise/evidence.js";
import { type Workload, workloadOf, workloadSchema } from "../../src/advise/workload.js";
import type { PointFigures } from "../../src/studies/sweep/record.js";

export const workload = (asked: Record<string, unknown> = {}): Workload =>
  workloadOf(
    workloadSchema.parse({ flow: "ingest", clients: 20, perSecond: 100, payloadBytes: 1000, tls: false, ...asked }),
  );

export interface KnownApproach {
  name: string;
  transport?: string;
  tls?: boolean;
  cpuNsPerDelivery?: number;
  standingNs?: number;
  p99Ms?: number;
  undelivered?: number;
  verdict?: PointFigures["verdict"];
}

const ROUNDS = 6;

/** In flow ingest, where an event is one delivery. Round k costs 1 % more than the one before. */
export function pointAt(rate: number, approaches: readonly KnownApproach[], rounds = ROUNDS): EvidencePoint {
  return {
    eventsPerSecond: rate,
    peakEventsPerSecond: rate,
    rounds: Array.from({ length: rounds }, (_, k) => ({
      ...{ round: k + 1, played: k + 1, warnings: [] },
      approaches: approaches.map((one): PointFigures => {
        const noise = 1 + k / 100;
        return {
          ...{ approach: one.name, verdict: one.verdict ?? "not-saturated", clients: 20 },
          ...{ eventsPerSecond: rate, deliveriesPerSecond: rate, undelivered: one.undelivered ?? 0 },
          cpuNsPerSecond: noise * ((one.standingNs ?? 0) + rate * (one.cpuNsPerDelivery ?? 50_000)),
          wireBytesPerSecond: rate * 2_000,
          sentBytesPerSecond: rate * 500,
          rssBytes: 100e6,
          latencyP50Ns: 1e6,
          latencyP99Ns: noise * (one.p99Ms ?? 10) * 1e6,
        };
      }),
    })),
  };
}

export const WEBHOOK: KnownApproach = { name: "webhook", transport: "webhook", cpuNsPerDelivery: 100_000 };
export const WEBSOCKET: KnownApproach = { name: "websocket", transport: "websocket", cpuNsPerDelivery: 40_000 };

export function evidence(
  rates: readonly number[] = [100],
  approaches: readonly KnownApproach[] = [WEBHOOK, WEBSOCKET],
  bend: Partial<Evidence> = {},
): Evidence {
  return {
    source: {
      ...{ file: "chat/result.json", kind: "bench", title: "Known", pushbenchVersion: "0.1.0" },
      ...{ startedAt: "2026-01-02T10:00:00.000Z", machineDiffersIn: [] },
    },
    ...{ flow: "ingest", guarantee: "at-least-once", clients: 20, recipients: 1, payloadBytes: 1000 },
    approaches: approaches.map(({ name, transport = "websocket", tls = false }) => ({
      ...{ name, transport },
      config: tls ? { tls: {} } : {},
    })),
    points: rates.map((rate) => pointAt(rate, approaches)),
    ...bend,
  };
}
