import { positive } from "../schema.js";
import { faultKind, forSeconds } from "./fault.js";

export const networkDelay = faultKind({
  description: "The network between clients and service takes longer.",
  settings: {
    forSeconds,
    roundTripMs: positive("The round trip while the fault lasts, in milliseconds.")
      .max(10_000)
      .meta({ examples: [200] }),
  },
  needsRelay: true,
  begin: (stage, { roundTripMs }) => stage.changeNetwork({ roundTripMs }),
});
