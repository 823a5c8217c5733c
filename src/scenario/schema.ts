/**
 * What a scenario file may say. One source for validation, defaults and the JSON Schema that editors complete with.
 * Strict at every level: a misspelt key is an error, never a silent default.
 */
import { payloadBytesSchema } from "../events/payload-size.js";
import { templateNames } from "../events/templates.js";
import { arrivalsSchema } from "../executors/registry.js";
import { faultSchema } from "../faults/registry.js";
import { flowNames, guaranteeNames } from "../flow.js";
import { gateSettingsSchema } from "../gate/settings.js";
import { pacingNames, pacings } from "../pacing.js";
import { nonNegative, positive, positiveInt, z } from "../schema.js";
import { transports } from "../transports/registry.js";
import { usualApproaches } from "./approaches.js";

/** Clients of one machine: each is a connection, and there are some 60,000 ports to connect from. */
export const MAX_CLIENTS = 60_000;

/** Short enough that a disturbance of the machine hits every approach, long enough for a few hundred events. */
export const USUAL_SLICE_SECONDS = 0.5;

const NAME = /^[a-z0-9][a-z0-9-]*$/;

/** Reports and terminals show it as it is: what moves a cursor is not for them. */
const text = (description: string) =>
  z
    .string()
    .trim()
    .min(1)
    .refine((words) => !/[^\P{Cc}\n\t]/u.test(words), "must be without control characters")
    .describe(description);

const objectives = z.strictObject({
  latencyP50Ms: positive("Highest median latency in milliseconds").optional(),
  latencyP99Ms: positive("Highest 99th percentile of latency in milliseconds").optional(),
  lost: z.int().min(0).describe("Most deliveries that may be lost in the whole run").optional(),
  exactlyAsSentOrder: z
    .literal(true)
    .describe("Every recipient gets the events of each sender in the order in which they were sent")
    .optional(),
});

const run = z.strictObject({
  rounds: z.int().min(1).max(100).default(6).describe("Rounds, the unit of statistics; 6 are needed for an interval"),
  start: z
    .enum(["warm", "cold"])
    .default("warm")
    .describe(
      "warm: measured once CPU per delivery no longer falls; cold: from the first event on, as after a deployment",
    ),
  warmUpSeconds: nonNegative("Longest warm-up of each approach in a round, without drains").max(600).default(10),
  measureSeconds: z.number().min(0.25).max(3_600).default(3).describe("Measured time of each approach in a round"),
  sliceSeconds: z
    .number()
    .min(0.25)
    .max(3_600)
    .optional()
    .describe(
      `Approaches take turns of this length, best 0.25 to 1, by default ${USUAL_SLICE_SECONDS}; measureSeconds for a single turn, which it always is with faults`,
    ),
  drainSeconds: positive("After a slice, wait for outstanding deliveries until nothing has moved for this long")
    .max(300)
    .default(5),
  readySeconds: positive("Longest wait for a service to be ready").max(600).default(10),
  seed: z.int().min(0).max(0xffffffff).default(1).describe("Decides every random draw: same seed, same events"),
  pacing: z
    .enum(pacingNames)
    .default("timer-thread")
    .describe(`How a process is woken when an event is due. ${describePacings()}`),
});

function describePacings(): string {
  return pacingNames.map((name) => `${name}: ${pacings[name]}`).join("; ");
}

export type ScenarioSchema = Awaited<ReturnType<typeof scenarioSchema>>;
export type ScenarioFile = z.output<ScenarioSchema>;

/** Asynchronous because each transport's settings are loaded from the transport's own folder. */
export async function scenarioSchema() {
  return z.strictObject({
    title: text("What is modelled, in a few words"),
    source: text("Where the figures come from"),
    description: text("Anything else a reader should know").optional(),
    flow: z.enum(flowNames).describe("Where events begin and who must receive them"),
    clients: z.int().min(1).max(MAX_CLIENTS).describe("Simulated clients"),
    rooms: z
      .strictObject({ size: z.int().min(2).max(MAX_CLIENTS).describe("Members of a room") })
      .nullish()
      .describe("Flow relay only: an event goes to the other members of its sender's room"),
    guarantee: z.enum(guaranteeNames).default("at-least-once").describe("The same promise on every transport"),
    arrivals: arrivalsSchema.describe("When events are due"),
    payload: z
      .strictObject({
        template: z.enum(templateNames).describe("What the events look like"),
        bytes: payloadBytesSchema.describe("Size of the event's data member in bytes"),
      })
      .describe("What an event contains"),
    approaches: z
      .record(z.string().regex(NAME, "must be lower-case letters, digits and hyphens"), z.nullable(await approach()))
      .refine((approaches) => Object.keys(approaches).length > 0, "must name at least one approach")
      .meta({ minProperties: 1 })
      .prefault(usualApproaches)
      .describe("What is compared: names of your choice, or a built-in name with nothing after it"),
    faults: z
      .array(faultSchema)
      .default([])
      .describe("What breaks, and when: the same for every approach. Each has its turn in one piece then"),
    network: z
      .strictObject({
        roundTripMs: nonNegative("Added round trip in milliseconds; opening a connection takes one more").max(10_000),
        bytesPerSecond: positiveInt("What each connection carries in each direction").optional(),
      })
      .optional()
      .describe("A network between clients and service, by a relay; without it they talk over the loopback"),
    objectives: objectives.default({}).describe("Limits that every approach must hold"),
    gate: gateSettingsSchema.prefault({}).describe("What differs from the defaults when versions are compared"),
    run: run.prefault({}).describe("How long and how often it is measured"),
  });
}

/** `transport` and the settings of that transport. Each transport owns its settings, defaults and bounds. */
async function approach() {
  const variants = await Promise.all(
    Object.entries(transports).map(async ([name, transport]) => {
      const config: z.ZodType = await transport.config();
      if (!(config instanceof z.ZodObject))
        throw new Error(`the settings of transport ${name} must be an object schema`);
      return config.safeExtend({ transport: z.literal(name) });
    }),
  );
  const [first, ...others] = variants;
  const union = z.discriminatedUnion("transport", [first!, ...others]);
  return union as typeof union & z.ZodType<{ transport: string; [setting: string]: unknown }>;
}
