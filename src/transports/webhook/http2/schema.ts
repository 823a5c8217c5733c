/** What an approach may say of HTTP/2. */
import { positiveInt, z } from "../../../schema.js";
import { USUAL_MAX_STREAMS } from "./settings.js";

const http2Object = z.strictObject({
  maxStreams: positiveInt(
    "How many requests may be under way on a connection at the same time. Further ones wait.",
  ).default(USUAL_MAX_STREAMS),
});

export const http2Setting = z
  .union([z.boolean(), http2Object], { error: "must be true, false or settings such as { maxStreams: 100 }" })
  .describe(
    "Senders have one connection of HTTP/2 to each receiver, on which requests run side by side. A time limit ends a request and leaves the connection. It needs `tls`. Without it they speak HTTP/1.1, with one request at a time on each connection.",
  );
