/** The services that take part in live rounds: the reference, the same once more, and it made worse in known ways. */
import { fileURLToPath } from "node:url";
import { realEnvironment } from "../../src/cli/environment.js";
import type { GateMetricName } from "../../src/gate/metrics.js";

export interface Variant {
  /** Its program. */
  entry: string;
  /** What it makes worse, and by which share; nothing when absent. */
  worse?: { metric: GateMetricName; effect: number | "measured" };
}

const { serviceEntry } = realEnvironment();
const service = (name: string): string => fileURLToPath(new URL(`./services/${name}.js`, import.meta.url));

/** `measured`: what was done to it is no share of anything; how much worse that makes it, its rounds tell. */
export const variants = {
  base: { entry: serviceEntry },
  "base′": { entry: serviceEntry },
  "cpu+5%": { entry: service("cpu-5"), worse: { metric: "service-cpu-per-delivery", effect: 0.05 } },
  "cpu+10%": { entry: service("cpu-10"), worse: { metric: "service-cpu-per-delivery", effect: 0.1 } },
  "cpu+20%": { entry: service("cpu-20"), worse: { metric: "service-cpu-per-delivery", effect: 0.2 } },
  "memory+20MB": { entry: service("memory-20"), worse: { metric: "service-memory", effect: "measured" } },
  "tail-stall": { entry: service("tail-stall"), worse: { metric: "latency-p99", effect: "measured" } },
} as const satisfies Record<string, Variant>;

/** What whole gates are played with: each is held against the reference in rounds of its own. */
export const changes = {
  nothing: { entry: serviceEntry, effect: 0 },
  "websocket alone, CPU +10 %": { entry: service("cpu-10-websocket"), effect: 0.1, approach: "websocket" },
  "both, CPU +10 %": { entry: service("cpu-10"), effect: 0.1 },
} as const satisfies Record<string, { entry: string; effect: number; approach?: string }>;

export type ChangeName = keyof typeof changes;
export const changeNames = Object.keys(changes) as ChangeName[];

export type VariantName = keyof typeof variants;
export const variantNames = Object.keys(variants) as VariantName[];

export const dyingService = service("dies");
export const cpuHog = service("cpu-hog");
