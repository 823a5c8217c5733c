/** What a scenario may say about the WebSocket transport. */
import { positive, positiveInt, z } from "../../schema.js";

export const config = z.strictObject({
  deflate: z
    .boolean()
    .default(false)
    .describe(
      "Compress every event with permessage-deflate (no context takeover, level 6); acks are never compressed.",
    ),
  heartbeatSeconds: positive("The service pings each client once in this time, each at a moment of its own.")
    .max(86_400)
    .default(30),
  maxPayloadBytes: positiveInt("A longer message closes the connection with code 1009.").default(1024 * 1024),
  origins: z
    .array(z.string().regex(/^https?:\/\/[^/\s]+$/, "must be an origin such as https://app.example"))
    .min(1)
    .default(["https://pushbench.example"])
    .describe("Origins that the service lets in (others get 403); clients send the first."),
});

export type WebSocketConfig = z.infer<typeof config>;
