import { positive } from "../schema.js";
import { faultKind, forSeconds } from "./fault.js";

export const slowHandler = faultKind({
  description:
    "Recipients (the service; in a broadcast the clients) take delayMs longer to take an event. One that came while this lasted takes the whole delay, also when the end comes before.",
  settings: {
    forSeconds,
    delayMs: positive("Added to each event, in milliseconds; several wait side by side").max(60_000),
  },
  begin: (stage, { delayMs }) => stage.recipientsMisbehave({ delayMs }),
});
