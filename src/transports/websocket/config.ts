/** What a scenario may say about the WebSocket transport. */
import { positive, positiveInt, z } from "../../schema.js";
import { jitterNames, jitters } from "../delivery/sending/jitters.js";
import { slowConsumerPolicies, slowConsumerPolicyNames } from "../delivery/sending/slow-consumer.js";
import { messageSignatureNames, messageSignatures } from "./message-signature.js";

const A_DAY_SECONDS = 86_400;
const seconds = (description: string) => positive(description).max(A_DAY_SECONDS);

/** Lists each name of a choice with what it means. */
const explained = (choices: Record<string, string>): string =>
  Object.entries(choices)
    .map(([name, meaning]) => `${name}: ${meaning}`)
    .join(" ");

export const config = z.strictObject({
  deflate: z
    .boolean()
    .default(false)
    .describe(
      "Whether every event is compressed with permessage-deflate (no context takeover, level 6). Acks are never compressed.",
    ),
  heartbeatSeconds: seconds(
    "The service pings each client once in this many seconds, each at a moment of its own. Either side gives the other up after twice that time without a sign of life.",
  ).default(30),
  maxPayloadBytes: positiveInt(
    "The longest message in bytes. A longer one closes the connection with code 1009.",
  ).default(1024 * 1024),
  origins: z
    .array(z.string().regex(/^https?:\/\/[^/\s]+$/, "must be an origin such as https://app.example"))
    .min(1)
    .default(["https://pushbench.example"])
    .describe("The origins that the service lets in; others get 403. Clients send the first of them."),
  tokenSeconds: seconds(
    "How many seconds a client's token is valid. After that its connection is closed with code 1008, and the client comes back with a new token. Without this setting a token is valid for ever.",
  ).optional(),
  signature: z
    .enum(messageSignatureNames)
    .default("none")
    .describe(`How text messages are signed, in both directions. ${explained(messageSignatures)}`),
  maxConnections: positiveInt("How many clients the service lets in. Further ones get 503.").default(100_000),
  upgradeSeconds: seconds(
    "How many seconds a connection has to become a WebSocket. After that it gets 408 and is closed.",
  ).default(10),
  ackWindow: positiveInt(
    "Under at-least-once, how many events may be under way to one peer without an ack. Further ones wait for their turn.",
  ).default(1000),
  ackTimeoutSeconds: seconds(
    "Under at-least-once, an event without an ack is sent again after this many seconds.",
  ).default(10),
  queueEvents: positiveInt(
    "Under at-least-once, how many events a client holds, waiting or without an ack. They may have 64 MiB together. Further ones are refused.",
  ).default(10_000),
  sessionSeconds: seconds(
    "Under at-least-once, how many seconds a client tries to hand over an event, and how many seconds the service holds deliveries for a client that is away.",
  ).default(120),
  historyEvents: positiveInt(
    "Under at-least-once, how many events a room keeps for members that miss them. They may have 64 MiB together. Older ones are refused.",
  ).default(10_000),
  historySeconds: seconds(
    "Under at-least-once, how many seconds a room keeps an event for members that miss it.",
  ).default(120),
  reconnect: z
    .strictObject({
      minSeconds: seconds("The longest first wait in seconds. It doubles with every attempt that fails.").default(0.5),
      maxSeconds: seconds("The longest of all waits in seconds.").default(20),
      jitter: z
        .enum(jitterNames)
        .default("full")
        .describe(
          `How waits are spread. ${jitterNames.map((name) => `${name}: ${jitters[name].description}`).join("; ")}.`,
        ),
    })
    .prefault({})
    .describe(
      "How a client that lost its connection comes back, and how long either side waits with an event that was refused for now. The defaults are Centrifuge's.",
    ),
  slowConsumer: z
    .strictObject({
      policy: z
        .enum(slowConsumerPolicyNames)
        .default("disconnect")
        .describe(`What the service does. ${explained(slowConsumerPolicies)}`),
      maxBufferedBytes: positiveInt(
        "How many bytes may wait in the service's memory for one client before the policy applies. The default is Centrifugo's.",
      )
        .min(65_536)
        .default(1024 * 1024),
    })
    .prefault({})
    .describe("What happens to events for a client that reads more slowly than they come."),
});

export type WebSocketConfig = z.infer<typeof config>;
