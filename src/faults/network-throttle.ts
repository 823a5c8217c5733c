import { positiveInt } from "../schema.js";
import { faultKind, forSeconds } from "./fault.js";

export const networkThrottle = faultKind({
  description: "The network between clients and service carries fewer bytes.",
  settings: {
    forSeconds,
    bytesPerSecond: positiveInt(
      "How many bytes per second each connection carries in each direction while the fault lasts.",
    ).meta({ examples: [50_000] }),
  },
  needsRelay: true,
  begin: (stage, { bytesPerSecond }) => stage.changeNetwork({ bytesPerSecond }),
});
