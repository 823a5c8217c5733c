/** What a scenario may say about the SSE transport. */
import { positiveInt, z } from "../../schema.js";
import { deliveryFields, seconds } from "../delivery/sending/delivery-schema.js";
import { config as webhookConfig } from "../webhook/config.js";

export const config = z.strictObject({
  heartbeatSeconds: seconds(
    "The service writes a comment to each client once in this time, each at a moment of its own. A client gives the stream up after two without a byte, and the service a client that has read nothing of what waits for it.",
  ).default(30),
  maxEventBytes: positiveInt("A client ends a stream that brings a longer event or line.").default(1024 * 1024),
  tokenSeconds: seconds(
    "How long a client's token is good for: then its stream is ended, and it comes back with a new one. Absent: for ever.",
  ).optional(),
  maxConnections: positiveInt("Further clients get 503.").default(100_000),
  sessionSeconds: seconds("At least once: how long the service holds deliveries for a client that is away.").default(
    120,
  ),
  ...deliveryFields,
  post: webhookConfig
    .prefault({})
    .describe("How clients send events and acknowledgements: by POST, with the settings of the webhook transport."),
});

export type SseConfig = z.infer<typeof config>;
