/**
 * The shape of a result file, so that a foreign, older or damaged file is refused with the names of its fields and does not
 * end in a crash.
 */

import { flowNames, guaranteeNames } from "../flow.js";
import { cutNames } from "../network-conditions.js";
import { pacingNames } from "../pacing.js";
import { RESULT_SCHEMA_VERSION, type Result, type WarningCode, warningCodes } from "../result/result.js";
import { type RoundTime, roundTimeParts } from "../result/round-time.js";
import { z } from "../schema.js";
import { connectingSchema, histogram } from "./schema/connecting-schema.js";
import { hostCpusSchema, hostPartSchema, hostSchema } from "./schema/hosts-schema.js";
import { cpuShares, generatorSchema, oneOf, serviceSchema } from "./schema/process-schema.js";
import { serviceSourceSchema } from "./schema/service-source-schema.js";
import { wireSchema } from "./schema/wire-schema.js";

const count = z.int().nonnegative();
const amount = z.number();

const missing = z.array(z.object({ event: z.string(), recipient: z.int() }));

const deliveries = z.object({
  events: count,
  expected: count,
  delivered: count,
  firstAttempts: count.exactOptional(),
  retries: count.exactOptional(),
  duplicates: count.exactOptional(),
  suppressed: count.exactOptional(),
  lost: count,
  losses: missing.exactOptional(),
  rejected: count,
  rejections: missing.exactOptional(),
  pending: count.exactOptional(),
  outOfOrder: count.exactOptional(),
  acked: count.exactOptional(),
  reasons: z.record(z.string(), count),
});

const latency = z.object({
  latency: histogram.exactOptional(),
  serviceTime: histogram.exactOptional(),
  ack: histogram.exactOptional(),
  lateness: histogram.exactOptional(),
  jitter: histogram.exactOptional(),
  firstRecipient: histogram.exactOptional(),
  medianRecipient: histogram.exactOptional(),
  lastRecipient: histogram.exactOptional(),
});

const recovery = z.object({
  faults: z.array(
    z.object({
      kind: z.string(),
      beganNs: amount,
      endedNs: amount,
      detectNs: amount.exactOptional(),
      recoverNs: amount.exactOptional(),
      recoverAllNs: amount.exactOptional(),
      drainNs: amount.exactOptional(),
    }),
  ),
  delivered: z.array(count),
  binNs: amount,
});

const network = z.object({ excessDelay: histogram });

const idle = z.object({
  clients: count,
  serviceNs: amount,
  clientsNs: amount,
  heartbeats: count.exactOptional(),
  connectionsOpen: count,
});

const crossCheck = z.object({
  requestsPerSecond: amount,
  inFlight: count,
  serviceCpuNsPerRequest: amount,
  serviceCpuRatio: amount,
  failed: count,
});

const timelinePoint = z.object({
  second: count,
  events: count,
  delivered: count,
  latency: histogram.exactOptional(),
  serviceCpuRatio: amount.exactOptional(),
  serviceRssBytes: amount.exactOptional(),
});

const round = z.object({
  number: z.int().positive(),
  startedAtMs: amount,
  endedAtMs: amount,
  startOrder: z.array(z.string()).exactOptional(),
  hosts: z.array(hostPartSchema).exactOptional(),
  replayedFor: z.string().exactOptional(),
  time: z
    .object(Object.fromEntries(roundTimeParts.map((part) => [part, amount])) as Record<keyof RoundTime, typeof amount>)
    .exactOptional(),
  approaches: z.array(
    z.object({
      approach: z.string(),
      arm: z.string().exactOptional(),
      windowNs: amount,
      activeNs: amount,
      deliveries,
      latency,
      service: serviceSchema,
      slices: z.array(z.object({ cpuNs: amount.exactOptional(), delivered: count })).exactOptional(),
      generator: generatorSchema,
      cpus: z.object({ services: cpuShares.exactOptional(), generators: cpuShares.exactOptional() }).exactOptional(),
      hostCpus: z.array(hostCpusSchema).exactOptional(),
      wire: wireSchema,
      timeline: z.array(timelinePoint),
      recovery: recovery.exactOptional(),
      network: network.exactOptional(),
      crossCheck: crossCheck.exactOptional(),
      connecting: connectingSchema.exactOptional(),
      warmUp: z.object({
        blocks: count,
        settled: z.boolean(),
        deliveries: count.exactOptional(),
        eventsPerSecond: amount.exactOptional(),
      }),
      idle: idle.exactOptional(),
      figures: z.record(z.string(), amount).exactOptional(),
    }),
  ),
});

const scenario = z.object({
  name: z.string(),
  title: z.string(),
  source: z.string(),
  flow: z.enum(flowNames),
  guarantee: z.enum(guaranteeNames),
  clients: count,
  roomSize: count.exactOptional(),
  senderSkew: amount.exactOptional(),
  arrivals: z.looseObject({ executor: z.string() }),
  payload: z.object({ template: z.string(), bytes: z.unknown() }),
  faults: z
    .array(z.looseObject({ kind: z.string(), atSeconds: amount, forSeconds: amount.exactOptional() }))
    .exactOptional(),
  network: z
    .object({ roundTripMs: amount, bytesPerSecond: amount.optional(), cut: z.enum(cutNames).optional() })
    .exactOptional(),
  objectives: z.object({
    latencyP50Ms: amount.optional(),
    latencyP99Ms: amount.optional(),
    jitterP99Ms: amount.optional(),
    lost: amount.optional(),
    exactlyAsSentOrder: z.literal(true).optional(),
  }),
  run: z.object({
    rounds: count,
    start: z.enum(["warm", "cold"]).exactOptional(),
    warmUpSeconds: amount,
    measureSeconds: amount,
    sliceSeconds: amount,
    drainSeconds: amount,
    readySeconds: amount,
    seed: amount,
    pacing: z.enum(pacingNames),
  }),
});

export const machineSchema = z.object({
  cpuModel: z.string(),
  cpuCount: count,
  cpuLimit: z.number().positive().exactOptional(),
  virtual: z.boolean().exactOptional(),
  runnerImage: z.string().exactOptional(),
  memoryBytes: amount,
  operatingSystem: z.string(),
  node: z.string(),
  v8: z.string(),
  nodeFlags: z.array(z.string()).exactOptional(),
  environment: z.record(z.string(), z.string()).exactOptional(),
  packages: z.record(z.string(), z.string()),
  openFilesLimit: amount.exactOptional(),
  loadAverage: amount,
  servicesOnCpus: z.array(count).exactOptional(),
  generatorsOnCpus: z.array(count).exactOptional(),
});

const comparison = z.object({
  approach: z.string(),
  reference: z.string(),
  metric: z.string(),
  figure: amount.exactOptional(),
  referenceFigure: amount.exactOptional(),
  ratio: amount.exactOptional(),
  low: amount.exactOptional(),
  high: amount.exactOptional(),
  confidence: amount.exactOptional(),
  rounds: count,
  usableRounds: count,
  decided: z.boolean(),
  worthAWord: z.boolean(),
  adjustedP: amount.exactOptional(),
  standing: z.string(),
});

const derived = z.object({
  comparison: z.array(comparison),
  objectives: z.array(
    z.object({
      approach: z.string(),
      objective: z.enum(["latencyP50Ms", "latencyP99Ms", "jitterP99Ms", "lost", "exactlyAsSentOrder"]),
      limit: amount,
      value: amount.exactOptional(),
      met: z.boolean(),
    }),
  ),
});

/** Its type is the contract itself: when result/result.ts changes, this file does not compile until it follows. */
export const resultSchema: z.ZodType<Result> = z.object({
  schemaVersion: z.literal(RESULT_SCHEMA_VERSION),
  pushbenchVersion: z.string(),
  program: z.string().exactOptional(),
  state: z.enum(["running", "complete", "interrupted", "failed"]),
  failure: z.object({ code: z.string(), message: z.string() }).exactOptional(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().exactOptional(),
  quick: z.boolean(),
  scenario,
  overrides: z.array(z.string()),
  approachesGiven: z.array(z.string()).exactOptional(),
  scenarioGiven: z.string(),
  seed: amount,
  scheduleFingerprint: z.string(),
  approaches: z.array(
    z.object({
      name: z.string(),
      arm: z.string().exactOptional(),
      transport: z.string(),
      config: z.record(z.string(), z.unknown()),
      service: serviceSourceSchema.exactOptional(),
      processes: z.int().min(2).exactOptional(),
      stack: z
        .object({ name: z.string(), version: z.string(), notPromised: z.array(z.string()).exactOptional() })
        .exactOptional(),
      deliveriesBy: z.enum(["acknowledgement", "socket"]).exactOptional(),
    }),
  ),
  transports: z.record(z.string(), z.object({ referenceRank: amount })).exactOptional(),
  machine: machineSchema,
  hosts: z.array(hostSchema).exactOptional(),
  rounds: z.array(round),
  warnings: z.array(
    z.object({
      code: oneOf<WarningCode>(warningCodes),
      message: z.string(),
      advice: z.string(),
      approach: z.string().exactOptional(),
      arm: z.string().exactOptional(),
      round: count.exactOptional(),
    }),
  ),
  derived: derived.exactOptional(),
});
