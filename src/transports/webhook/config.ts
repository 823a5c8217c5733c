import { positive, positiveInt, z } from "../../schema.js";

/** Settings of an approach with `transport: webhook`; both hops of a relay follow the same ones. */
export const config = z
  .strictObject({
    connection: z
      .enum(["keep-alive", "new"])
      .default("keep-alive")
      .describe("Whether senders reuse connections or open a new one for every event"),
    signature: z
      .enum(["standard-webhooks", "none"])
      .default("standard-webhooks")
      .describe("How a receiver knows the sender: Standard Webhooks v1 (HMAC-SHA256), or not at all"),
    toleranceSeconds: positive(
      "Oldest and newest signature timestamp that is accepted, against the receiver's clock",
    ).default(300),
    timeoutSeconds: positive("Time a sender waits for a connection, then for an answer").default(15),
    maxConnectionsPerPeer: positiveInt(
      "Connections one sender opens to one receiver while earlier ones are busy",
    ).default(8),
    maxBodyBytes: positiveInt("Largest event body a receiver accepts").default(1024 * 1024),
    keepAliveSeconds: positive("How long a receiver keeps an idle connection").default(90),
    senderIdleSeconds: positive("How long a sender keeps an idle connection").default(60),
  })
  .refine((settings) => settings.keepAliveSeconds > settings.senderIdleSeconds, {
    path: ["keepAliveSeconds"],
    // A receiver that closes first does so while a request may be on its way to it: the sender sees a reset.
    message: "must be longer than senderIdleSeconds, or senders write to connections that the receiver is closing",
  });

export type WebhookConfig = z.infer<typeof config>;
