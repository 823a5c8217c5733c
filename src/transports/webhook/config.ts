import { nonNegative, positive, positiveInt, z } from "../../schema.js";
import { tlsSetting, tlsSettings } from "../../tls/settings.js";
import { jitterNames, jitters } from "../delivery/sending/jitters.js";
import { retryScheduleNames, retrySchedules } from "../delivery/sending/retry-schedules.js";
import { slowConsumerPolicies } from "../delivery/sending/slow-consumer.js";
import { http2Setting } from "./http2/schema.js";
import { http2Settings } from "./http2/settings.js";
import { ownFields, ownProblems } from "./own-settings.js";
import { signatureNames, signatureSchemes } from "./signatures/registry.js";

const listed = (descriptions: Record<string, { description: string }>): string =>
  Object.entries(descriptions)
    .map(([name, { description }]) => `${name} (${description})`)
    .join(", ");

const ownSchedule = z.array(nonNegative("How many seconds pass from a failed attempt to the next.")).min(1).max(100);

const retries = z
  .strictObject({
    schedule: z
      .union([z.enum(retryScheduleNames), ownSchedule], {
        error: `must be ${retryScheduleNames.join(", ")} or a list of seconds such as [1, 5, 25]`,
      })
      .default("standard-webhooks")
      .describe(`When a failed event is sent again: ${listed(retrySchedules)}, or a list of seconds of your own.`),
    timeScale: positive(
      "Every wait of the schedule is multiplied by this, and so is what Retry-After asks for. 0.001 makes seconds of a schedule of hours.",
    ).default(1),
    jitter: z
      .enum(jitterNames)
      .default("twenty-percent")
      .describe(`How waits are spread: ${listed(jitters)}.`),
  })
  .describe("How senders try again what failed. Only at-least-once has retries.");

/** The settings that a reference service follows, too. Both hops of flow relay follow the same ones. */
export const referenceConfig = z
  .strictObject({
    connection: z
      .enum(["keep-alive", "new"])
      .default("keep-alive")
      .describe("keep-alive: senders reuse connections. new: they open a connection for every event."),
    signature: z
      .enum(signatureNames)
      .default("standard-webhooks")
      .describe(`How a receiver knows the sender: ${listed(signatureSchemes)}.`),
    toleranceSeconds: positive(
      "How many seconds the timestamp of a signature may differ from the receiver's clock, either way. Under at-most-once, a second copy within that time is refused as a replay. Under at-least-once, it may be a retry, which has the same bytes within the same second, so it is acknowledged and dropped.",
    ).default(300),
    timeoutSeconds: positive("How many seconds a sender waits for a connection, and then again for an answer.").default(
      15,
    ),
    retries: retries.prefault({}),
    maxConnectionsPerPeer: positiveInt(
      "How many connections a sender has to one receiver at most. It opens another one only while all are busy.",
    ).default(8),
    maxBodyBytes: positiveInt("The largest body of an event that a receiver accepts, in bytes.").default(1024 * 1024),
    headSeconds: positive(
      "How many seconds a sender has for the head of a request, from its first byte. After that its connection is closed.",
    ).default(10),
    bodySeconds: positive(
      "How many seconds a sender has for the body of a request, from the end of its head. After that its connection is closed.",
    ).default(30),
    keepAliveSeconds: positive("How many seconds a receiver keeps an idle connection.").default(90),
    senderIdleSeconds: positive("How many seconds a sender keeps an idle connection.").default(60),
    keepAliveRace: z
      .boolean()
      .default(false)
      .describe(
        "Allows a keepAliveSeconds that is not longer than senderIdleSeconds, which is a mistake worth measuring.",
      ),
  })
  .refine((settings) => settings.keepAliveRace || settings.keepAliveSeconds > settings.senderIdleSeconds, {
    path: ["keepAliveSeconds"],
    // A receiver that closes first may do so while a request is on its way to it, and the sender sees a reset.
    message:
      "must be longer than senderIdleSeconds, or senders write to connections that the receiver is closing (keepAliveRace allows it)",
  });

/** What is of webhooks alone, and not of the POSTs of another transport. */
const webhookFields = {
  registration: z
    .enum(["head"])
    .describe(
      "How the service makes sure of the URL at which a client receives, before it sends anything there. head: it asks with HEAD and wants 200, as Trello does. Without this setting it does not ask.",
    )
    .optional(),
  slowConsumer: z
    .strictObject({
      policy: z
        .enum(["drop", "conflate"])
        .describe(
          `What the service does. drop: ${slowConsumerPolicies.drop} conflate: ${slowConsumerPolicies.conflate}`,
        ),
      maxBufferedBytes: positiveInt(
        "How many bytes of events that an endpoint has not answered may be under way to it before the policy applies.",
      )
        .min(65_536)
        .default(1024 * 1024),
    })
    .describe(
      "What happens to events for an endpoint that answers more slowly than they come. Without this setting all of them wait their turn.",
    )
    .optional(),
  tls: tlsSetting.optional(),
  http2: http2Setting.optional(),
};

/** The settings of an approach with `transport: webhook`. */
export const config = referenceConfig
  .safeExtend({ ...webhookFields, ...ownFields })
  .superRefine((settings, context) => {
    if (http2Settings(settings.http2) !== undefined && tlsSettings(settings.tls) === undefined)
      context.addIssue({ code: "custom", path: ["http2"], message: "needs tls: webhooks over HTTP/2 are encrypted" });
    if (settings.registration !== undefined && http2Settings(settings.http2) !== undefined)
      context.addIssue({ code: "custom", path: ["registration"], message: "needs HTTP/1.1: take http2 out" });
    for (const { path, message } of ownProblems(settings))
      context.addIssue({ code: "custom", path: [...path], message });
  });

export type WebhookConfig = z.infer<typeof config>;
