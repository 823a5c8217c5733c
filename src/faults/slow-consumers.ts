import { positiveInt } from "../schema.js";
import { faultKind, forSeconds, share } from "./fault.js";

export const slowConsumers = faultKind({
  description: "A share of the clients reads no faster than bytesPerSecond.",
  settings: {
    forSeconds,
    share: share.describe("Share of the clients that is slow, 0 to 1"),
    bytesPerSecond: positiveInt("What each of them reads"),
  },
  notIn: { ingest: "clients receive no events there; use slow-handler for a slow service" },
  begin: (stage, { share, bytesPerSecond }) => stage.clientsMisbehave({ slowReading: { share, bytesPerSecond } }),
});
