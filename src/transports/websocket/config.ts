/** What a scenario may say about the WebSocket transport. */
import { positiveInt, z } from "../../schema.js";
import { tlsSetting } from "../../tls/settings.js";
import { deliveryFields, explained, seconds } from "../delivery/sending/delivery-schema.js";
import { isAdapted } from "./adapted/names.js";
import { adaptedFields, contradictionsIn } from "./adapted/settings.js";
import { messageSignatureNames, messageSignatures } from "./message-signature.js";

const fields = z.strictObject({
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
    "How many seconds a connection has to become a WebSocket, under TLS once its handshake is done. After that it gets 408 and is closed.",
  ).default(10),
  queueEvents: positiveInt(
    "Under at-least-once, how many events a client holds, waiting or without an ack. They may have 64 MiB together. Further ones are refused.",
  ).default(10_000),
  sessionSeconds: seconds(
    "Under at-least-once, how many seconds a client tries to hand over an event, and how many seconds the service holds deliveries for a client that is away.",
  ).default(120),
  tls: tlsSetting.optional(),
  ...deliveryFields,
  ...adaptedFields,
});

export const config = fields.superRefine((settings, context) => {
  for (const [setting, message] of contradictionsIn(settings))
    context.addIssue({ code: "custom", path: [setting], message });
  if (isAdapted(settings) && settings.signature !== "none")
    context.addIssue({
      code: "custom",
      path: ["signature"],
      message: "must be none where the service is spoken to in words of its own",
    });
});

export type WebSocketConfig = z.infer<typeof config>;
