/** What a scenario may say about the SSE transport. */
import { positiveInt, z } from "../../schema.js";
import { tlsSetting } from "../../tls/settings.js";
import { deliveryFields, seconds } from "../delivery/sending/delivery-schema.js";
import { referenceConfig } from "../webhook/config.js";

export const config = z.strictObject({
  heartbeatSeconds: seconds(
    "The service writes a comment to each client once within this many seconds, each at a moment of its own. A client gives a stream up over which nothing came for two heartbeats. The service gives a client up that has read nothing of what waits for it since the last one.",
  ).default(30),
  maxEventBytes: positiveInt(
    "The longest event or line of a stream that a client accepts, in bytes. A longer one ends the stream.",
  ).default(1024 * 1024),
  tokenSeconds: seconds(
    "How many seconds a client's token is valid. After that its stream is ended, and the client comes back with a new token. Without this setting a token is valid for ever.",
  ).optional(),
  maxConnections: positiveInt("How many clients the service lets in. Further ones get 503.").default(100_000),
  sessionSeconds: seconds(
    "Under at-least-once, how many seconds the service holds deliveries for a client that is away.",
  ).default(120),
  tls: tlsSetting.optional(),
  ...deliveryFields,
  post: referenceConfig
    .prefault({})
    .describe(
      "How clients send events and acknowledgements, which is by POST. The settings are those of the webhook transport.",
    ),
});

export type SseConfig = z.infer<typeof config>;
