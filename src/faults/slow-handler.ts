import { positive } from "../schema.js";
import { faultKind, forSeconds } from "./fault.js";

export const slowHandler = faultKind({
  description:
    "Recipients (the service; in flow broadcast the clients) need delayMs longer to take an event. An event that came while the fault lasted takes the whole delay, even when the fault ends before.",
  settings: {
    forSeconds,
    delayMs: positive("How much longer each event takes, in milliseconds. Several events wait side by side.")
      .max(60_000)
      .meta({ examples: [20] }),
  },
  needsReferenceService: true,
  begin: (stage, { delayMs }) => stage.recipientsMisbehave({ delayMs }),
});
