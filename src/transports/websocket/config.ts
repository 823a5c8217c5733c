/** What a scenario may say about the WebSocket transport. */
import { positiveInt, z } from "../../schema.js";
import { deliveryFields, explained, seconds } from "../delivery/sending/delivery-schema.js";
import { messageSignatureNames, messageSignatures } from "./message-signature.js";

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
  queueEvents: positiveInt(
    "At least once: events that a client holds, waiting or unacknowledged, 64 MiB of them at most; further ones are refused.",
  ).default(10_000),
  sessionSeconds: seconds(
    "At least once: how long a client tries to hand over an event, and how long the service holds deliveries for a client that is away.",
  ).default(120),
  ...deliveryFields,
});

export type WebSocketConfig = z.infer<typeof config>;
