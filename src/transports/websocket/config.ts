/** What a scenario may say about the WebSocket transport. */
import { positive, positiveInt, z } from "../../schema.js";
import { jitterNames, jitters } from "../delivery/sending/jitters.js";
import { slowConsumerPolicies, slowConsumerPolicyNames } from "../delivery/sending/slow-consumer.js";
import { messageSignatureNames, messageSignatures } from "./message-signature.js";

const A_DAY_SECONDS = 86_400;
const seconds = (description: string) => positive(description).max(A_DAY_SECONDS);

/** Each name of a choice with what it means. */
const explained = (choices: Record<string, string>): string =>
  Object.entries(choices)
    .map(([name, meaning]) => `${name}: ${meaning}`)
    .join(" ");

export const config = z.strictObject({
  deflate: z
    .boolean()
    .default(false)
    .describe(
      "Compress every event with permessage-deflate (no context takeover, level 6); acks are never compressed.",
    ),
  heartbeatSeconds: seconds(
    "The service pings each client once in this time, each at a moment of its own. Either side gives the other up after two without a sign of life.",
  ).default(30),
  maxPayloadBytes: positiveInt("A longer message closes the connection with code 1009.").default(1024 * 1024),
  origins: z
    .array(z.string().regex(/^https?:\/\/[^/\s]+$/, "must be an origin such as https://app.example"))
    .min(1)
    .default(["https://pushbench.example"])
    .describe("Origins that the service lets in (others get 403); clients send the first."),
  tokenSeconds: seconds(
    "How long a client's token is good for: then its connection is closed with code 1008, and it comes back with a new one. Absent: for ever.",
  ).optional(),
  signature: z
    .enum(messageSignatureNames)
    .default("none")
    .describe(`Of every text message, both ways. ${explained(messageSignatures)}`),
  maxConnections: positiveInt("Further clients get 503.").default(100_000),
  upgradeSeconds: seconds("A connection that has not become a WebSocket by then is closed (408).").default(10),
  ackWindow: positiveInt(
    "At least once: events under way to one peer without an ack; further ones wait for their turn.",
  ).default(1000),
  ackTimeoutSeconds: seconds("At least once: an event without an ack is sent again after this time.").default(10),
  queueEvents: positiveInt(
    "At least once: events that a client holds, waiting or unacknowledged, 64 MiB of them at most; further ones are refused.",
  ).default(10_000),
  sessionSeconds: seconds(
    "At least once: how long a client tries to hand over an event, and how long the service holds deliveries for a client that is away.",
  ).default(120),
  historyEvents: positiveInt(
    "At least once: events that a room keeps for members that miss them, 64 MiB of them at most; older ones are refused.",
  ).default(10_000),
  historySeconds: seconds("At least once: how long a room keeps an event for members that miss it.").default(120),
  reconnect: z
    .strictObject({
      minSeconds: seconds("The longest first wait; doubles with every attempt in vain.").default(0.5),
      maxSeconds: seconds("No wait is longer.").default(20),
      jitter: z
        .enum(jitterNames)
        .default("full")
        .describe(
          `How waits are spread. ${jitterNames.map((name) => `${name}: ${jitters[name].description}`).join("; ")}`,
        ),
    })
    .prefault({})
    .describe(
      "How a client that lost its connection comes back, and how long either side waits with an event that was refused for now (defaults: Centrifuge).",
    ),
  slowConsumer: z
    .strictObject({
      policy: z.enum(slowConsumerPolicyNames).default("disconnect").describe(explained(slowConsumerPolicies)),
      maxBufferedBytes: positiveInt(
        "Bytes that wait in the service's memory for one client before the policy applies (default: Centrifugo).",
      )
        .min(65_536)
        .default(1024 * 1024),
    })
    .prefault({})
    .describe("What happens to events for a client that reads more slowly than they come."),
});

export type WebSocketConfig = z.infer<typeof config>;
