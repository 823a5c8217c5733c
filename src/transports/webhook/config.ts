import { nonNegative, positive, positiveInt, z } from "../../schema.js";
import { jitterNames, jitters } from "../delivery/sending/jitters.js";
import { retryScheduleNames, retrySchedules } from "../delivery/sending/retry-schedules.js";
import { signatureNames, signatureSchemes } from "./signatures/registry.js";

const listed = (descriptions: Record<string, { description: string }>): string =>
  Object.entries(descriptions)
    .map(([name, { description }]) => `${name} (${description})`)
    .join(", ");

const ownSchedule = z.array(nonNegative("Seconds from a failed attempt to the next")).min(1).max(100);

const retries = z
  .strictObject({
    schedule: z
      .union([z.enum(retryScheduleNames), ownSchedule], {
        error: `must be ${retryScheduleNames.join(", ")} or a list of seconds such as [1, 5, 25]`,
      })
      .default("standard-webhooks")
      .describe(`When a failed event is sent again: ${listed(retrySchedules)}, or your own list of seconds`),
    timeScale: positive(
      "What every wait of the schedule is multiplied by, Retry-After included; 0.001 makes a schedule of hours one of seconds",
    ).default(1),
    jitter: z
      .enum(jitterNames)
      .default("twenty-percent")
      .describe(`How waits are spread: ${listed(jitters)}`),
  })
  .describe("How senders try again what failed; only under at-least-once");

/** Settings of an approach with `transport: webhook`; both hops of a relay follow the same ones. */
export const config = z
  .strictObject({
    connection: z
      .enum(["keep-alive", "new"])
      .default("keep-alive")
      .describe("Whether senders reuse connections or open a new one for every event"),
    signature: z
      .enum(signatureNames)
      .default("standard-webhooks")
      .describe(`How a receiver knows the sender: ${listed(signatureSchemes)}`),
    toleranceSeconds: positive(
      "Oldest and newest signature timestamp that is accepted, against the receiver's clock. Under at-most-once a second copy within it is refused as a replay; under at-least-once it may be a retry, which within the same second is the same bytes: it is acknowledged and dropped",
    ).default(300),
    timeoutSeconds: positive("Time a sender waits for a connection, then for an answer").default(15),
    retries: retries.prefault({}),
    maxConnectionsPerPeer: positiveInt(
      "Connections one sender opens to one receiver while earlier ones are busy",
    ).default(8),
    maxBodyBytes: positiveInt("Largest event body a receiver accepts").default(1024 * 1024),
    headSeconds: positive("Time a sender has for a request's head, from its first byte; then it is cut off").default(
      10,
    ),
    bodySeconds: positive(
      "Time a sender has for a request's body, from the end of its head; then it is cut off",
    ).default(30),
    keepAliveSeconds: positive("How long a receiver keeps an idle connection").default(90),
    senderIdleSeconds: positive("How long a sender keeps an idle connection").default(60),
    keepAliveRace: z
      .boolean()
      .default(false)
      .describe("Lets keepAliveSeconds be no longer than senderIdleSeconds: a mistake worth measuring"),
  })
  .refine((settings) => settings.keepAliveRace || settings.keepAliveSeconds > settings.senderIdleSeconds, {
    path: ["keepAliveSeconds"],
    // A receiver that closes first does so while a request may be on its way to it: the sender sees a reset.
    message:
      "must be longer than senderIdleSeconds, or senders write to connections that the receiver is closing (keepAliveRace allows it)",
  });

export type WebhookConfig = z.infer<typeof config>;
