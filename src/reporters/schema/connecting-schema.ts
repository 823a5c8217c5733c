/** The shape of what a result says of connecting. */
import { z } from "../../schema.js";

/** Every encoding of HdrHistogram's compressed V2 format begins like this. */
export const histogram = z.string().startsWith("HISTF", "must be a compressed HdrHistogram in base64");

export const connectingSchema = z.object({
  clients: z.int().nonnegative(),
  elapsedNs: z.number(),
  connections: z.int().nonnegative(),
  tcp: histogram.exactOptional(),
  tls: histogram.exactOptional(),
  whole: histogram.exactOptional(),
});
