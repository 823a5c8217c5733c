import { positiveInt } from "../schema.js";
import { faultKind, forSeconds, share } from "./fault.js";

export const slowConsumers = faultKind({
  description: "A share of the clients reads no faster than bytesPerSecond.",
  settings: {
    forSeconds,
    share: share.describe("The share of the clients that is slow, from 0 to 1."),
    bytesPerSecond: positiveInt("How many bytes per second each of these clients reads.").meta({ examples: [20_000] }),
  },
  notIn: { ingest: "its clients receive no events; use slow-handler for a slow service" },
  begin: (stage, { share, bytesPerSecond }) => stage.clientsMisbehave({ slowReading: { share, bytesPerSecond } }),
});
