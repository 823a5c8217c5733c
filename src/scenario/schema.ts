/**
 * What a scenario file may say. This is the only source for validation, for defaults, for the JSON Schema that editors use, and for
 * docs/reference.md. It is strict at every level: a misspelt key is an error and never a silent default.
 */
import { payloadBytesSchema } from "../events/payload-size.js";
import { templateNames } from "../events/templates.js";
import { arrivalsSchema } from "../executors/registry.js";
import { faultSchema } from "../faults/registry.js";
import { flowNames, guaranteeNames } from "../flow.js";
import { gateSettingsSchema } from "../gate/settings.js";
import { pacingNames, pacings } from "../pacing.js";
import { nonNegative, positive, positiveInt, z } from "../schema.js";
import { scenarioTlsSetting } from "../tls/settings.js";
import { transports } from "../transports/registry.js";
import { type ScenarioApproach, usualApproaches } from "./approaches.js";
import { serviceSchema } from "./service-schema.js";
import { useNames, uses } from "./uses.js";

/** The most clients of one machine. docs/many-connections.md says what it takes to have them. */
export const MAX_CLIENTS = 100_000;

/** A slice is short enough that a disturbance of the machine hits every approach, and long enough for a few hundred events. */
export const USUAL_SLICE_SECONDS = 0.5;

const NAME = /^[a-z0-9][a-z0-9-]*$/;

/** Reports and terminals show such a text as it is, so it must not hold characters that move a cursor. */
const text = (description: string) =>
  z
    .string()
    .trim()
    .min(1)
    .refine((words) => !/[^\P{Cc}\n\t]/u.test(words), "must be without control characters")
    .describe(description);

const objectives = z.strictObject({
  latencyP50Ms: positive("The highest median of the latency that is allowed, in milliseconds.").optional(),
  latencyP99Ms: positive("The highest 99th percentile of the latency that is allowed, in milliseconds.").optional(),
  jitterP99Ms: positive(
    "The highest 99th percentile of the jitter that is allowed, in milliseconds: by how much the time between two arrivals at a recipient differs from that between the moments at which the two events were due. It is measured only where it is limited.",
  ).optional(),
  lost: z.int().min(0).describe("How many deliveries of the whole run may be lost at most.").optional(),
  exactlyAsSentOrder: z
    .literal(true)
    .describe("Every recipient must get the events of each sender in the order in which they were sent.")
    .optional(),
});

const run = z.strictObject({
  rounds: z
    .int()
    .min(1)
    .max(100)
    .default(6)
    .describe("How many rounds are played. A round is the unit of statistics; an interval needs at least 6."),
  start: z
    .enum(["warm", "cold"])
    .default("warm")
    .describe(
      "warm: measuring begins once the CPU per delivery no longer falls. cold: measuring begins with the first event, as after a deployment.",
    ),
  warmUpSeconds: nonNegative(
    "How many seconds an approach may warm up in a round at most. The waits for outstanding deliveries do not count.",
  )
    .max(600)
    .default(10),
  measureSeconds: z
    .number()
    .min(0.25)
    .max(3_600)
    .default(8)
    .describe("How many seconds of each approach are measured in a round."),
  sliceSeconds: z
    .number()
    .min(0.25)
    .max(3_600)
    .optional()
    .describe(
      `The length of a slice in seconds: the approaches take turns slice by slice. 0.25 to 1 is best, and ${USUAL_SLICE_SECONDS} is the default. The same as measureSeconds gives each approach a single turn; with faults it is always a single one.`,
    ),
  drainSeconds: positive(
    "After a slice, outstanding deliveries are waited for until nothing has moved for this many seconds.",
  )
    .max(300)
    .default(5),
  readySeconds: positive("How many seconds a service may take to become ready.").max(600).default(10),
  seed: z
    .int()
    .min(0)
    .max(0xffffffff)
    .default(1)
    .describe("The seed of every random draw. The same seed gives the same events."),
  pacing: z
    .enum(pacingNames)
    .default("timer-thread")
    .describe(`How a process is woken when an event is due. ${describePacings()}`),
});

function describePacings(): string {
  return pacingNames.map((name) => `${name}: ${pacings[name]}`).join(" ");
}

function describeUses(): string {
  return useNames.map((name) => `${name}: ${uses[name]}`).join(" ");
}

export type ScenarioSchema = Awaited<ReturnType<typeof scenarioSchema>>;
export type ScenarioFile = z.output<ScenarioSchema>;

/** It is asynchronous because each transport's settings are loaded from the transport's own folder. */
export async function scenarioSchema() {
  return z.strictObject({
    title: text("What the scenario models, in a few words."),
    source: text("Where the figures of the scenario come from."),
    description: text("Anything else that a reader should know.").optional(),
    use: z
      .enum(useNames)
      .describe(`What the scenario stands for; lists are grouped by it. ${describeUses()}`)
      .optional(),
    flow: z.enum(flowNames).describe("Where events begin and who must receive them."),
    clients: z.int().min(1).max(MAX_CLIENTS).describe("How many clients are simulated."),
    rooms: z
      .strictObject({ size: z.int().min(2).max(MAX_CLIENTS).describe("How many members a room has.") })
      .nullish()
      .describe(
        "The rooms of flow relay, and of no other flow: an event goes to the other members of its sender's room.",
      ),
    senders: z
      .strictObject({
        skew: positive(
          "How unevenly. The client of rank r sends in proportion to 1 / r^skew: with 1, the busiest of 100 sends a fifth of all events, and with 0.5 a twentieth.",
        ).max(3),
      })
      .nullish()
      .describe("How events are spread over the clients that send. Without it all send as much."),
    guarantee: z
      .enum(guaranteeNames)
      .default("at-least-once")
      .describe("What is promised of every delivery. The promise is the same on every transport."),
    arrivals: arrivalsSchema.describe("When events are due: an executor and its settings."),
    payload: z
      .strictObject({
        template: z.enum(templateNames).describe("What the events look like."),
        bytes: payloadBytesSchema.describe(
          "How large the `data` member of an event is, in bytes: a number or a distribution.",
        ),
      })
      .describe("What an event contains."),
    approaches: z
      .record(z.string().regex(NAME, "must be lower-case letters, digits and hyphens"), z.nullable(await approach()))
      .refine((approaches) => Object.keys(approaches).length > 0, "must name at least one approach")
      .meta({ minProperties: 1 })
      .prefault(usualApproaches)
      .describe(
        "What is compared: each approach has a name of your choice and a transport with its settings. A built-in name needs nothing after it.",
      ),
    faults: z
      .array(faultSchema)
      .default([])
      .describe(
        "What breaks, and when. It is the same for every approach, and each approach then has its turn in one piece.",
      ),
    network: z
      .strictObject({
        roundTripMs: nonNegative(
          "The round trip that the network adds, in milliseconds. Opening a connection takes one more.",
        ).max(10_000),
        bytesPerSecond: positiveInt(
          "How many bytes per second each connection carries in each direction. Without it there is no limit.",
        ).optional(),
      })
      .optional()
      .describe(
        "A network between clients and service, which a relay process plays. Without it they talk over the loopback.",
      ),
    tls: scenarioTlsSetting.optional(),
    objectives: objectives.default({}).describe("Limits that every approach must keep to."),
    gate: gateSettingsSchema.prefault({}).describe("What differs from the defaults when a gate compares two versions."),
    run: run.prefault({}).describe("How long and how often the scenario is measured."),
  });
}

/** An approach is `transport` and the settings of that transport. Each transport owns its settings, defaults and bounds. */
async function approach() {
  const variants = await Promise.all(
    Object.entries(transports).map(async ([name, transport]) => {
      const config: z.ZodType = await transport.config();
      if (!(config instanceof z.ZodObject))
        throw new Error(`the settings of transport ${name} must be an object schema`);
      return config.safeExtend({ transport: z.literal(name), service: serviceSchema });
    }),
  );
  const [first, ...others] = variants;
  const union = z.discriminatedUnion("transport", [first!, ...others]);
  return union as typeof union & z.ZodType<ScenarioApproach>;
}
