/** The workload that somebody asks about, as a file or the command line says it. It is strict: a misspelt key is an error. */
import { flowNames } from "../flow.js";
import { MAX_CLIENTS } from "../scenario/schema.js";
import { positive, z } from "../schema.js";

/** A day with two busy hours, where nobody says otherwise. */
const USUAL_PEAK_HOURS = 2;
/** A room of ten, as in the scenario `chat`. */
const USUAL_RECIPIENTS = 9;

export const workloadSchema = z
  .strictObject({
    flow: z
      .enum(flowNames)
      .describe(
        "Who sends. ingest: clients send to the service; broadcast: the service sends to all clients; relay: a client sends to the others in its room.",
      ),
    clients: z.int().min(1).max(MAX_CLIENTS).describe("How many clients send or receive."),
    recipients: z
      .int()
      .min(1)
      .max(MAX_CLIENTS - 1)
      .optional()
      .describe(
        `Only in flow relay: how many clients get an event, the others of the sender's room (default ${USUAL_RECIPIENTS}).`,
      ),
    perSecond: positive("Events per second at rest, over all senders."),
    peakPerSecond: positive("Events per second at the peak (default: the same as at rest).").optional(),
    peakHoursPerDay: z
      .number()
      .min(0)
      .max(24)
      .default(USUAL_PEAK_HOURS)
      .describe("How many hours of a day have the peak's rate."),
    payloadBytes: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(1024)
      .describe("How large the data of an event is, in bytes, on average."),
    latencyP99Ms: positive(
      "The highest 99th percentile of the latency that is allowed, in milliseconds (default: none).",
    ).optional(),
    lossless: z.boolean().default(true).describe("Whether nothing may be lost."),
    publicEndpoint: z
      .boolean()
      .default(true)
      .describe("Whether every recipient can have an address that senders reach."),
    tls: z.boolean().default(true).describe("Whether connections are encrypted."),
    prices: z.string().min(1).optional().describe("The path of a price list (default: nothing is said of money)."),
  })
  .superRefine(({ flow, clients, recipients, perSecond, peakPerSecond = perSecond }, { addIssue }) => {
    const refuse = (path: string, message: string): void => addIssue({ code: "custom", path: [path], message });
    if (flow === "relay" && clients < 2) refuse("clients", "must be at least 2 in flow relay");
    if (flow !== "relay" && recipients !== undefined) refuse("recipients", "belongs to flow relay alone");
    if (flow === "relay" && recipients !== undefined && recipients >= clients)
      refuse("recipients", "must be less than clients, because the sender gets nothing");
    if (peakPerSecond < perSecond) refuse("peakPerSecond", "must not be below perSecond");
  });

export type WorkloadFile = z.input<typeof workloadSchema>;

/** With every default filled in. Absent are only what is not asked for: an objective, a price list. */
export interface Workload {
  flow: (typeof flowNames)[number];
  clients: number;
  /** How many deliveries an event makes. */
  recipients: number;
  perSecond: number;
  peakPerSecond: number;
  peakHoursPerDay: number;
  payloadBytes: number;
  latencyP99Ms?: number;
  lossless: boolean;
  publicEndpoint: boolean;
  tls: boolean;
  prices?: string;
}

export function workloadOf({ recipients, peakPerSecond, ...asked }: z.output<typeof workloadSchema>): Workload {
  const { flow, clients, perSecond, latencyP99Ms, prices, ...rest } = asked;
  const room = recipients ?? Math.min(USUAL_RECIPIENTS, clients - 1);
  return {
    ...{ flow, clients, perSecond, ...rest },
    recipients: flow === "ingest" ? 1 : flow === "broadcast" ? clients : room,
    peakPerSecond: peakPerSecond ?? perSecond,
    ...(latencyP99Ms !== undefined && { latencyP99Ms }),
    ...(prices !== undefined && { prices }),
  };
}

const HOURS_PER_DAY = 24;

/** The events of a month ÷ its seconds. */
export const meanPerSecond = ({ perSecond, peakPerSecond, peakHoursPerDay }: Workload): number =>
  perSecond + ((peakPerSecond - perSecond) * peakHoursPerDay) / HOURS_PER_DAY;

export const shareOfPeak = ({ peakHoursPerDay }: Workload): number => peakHoursPerDay / HOURS_PER_DAY;
