import { positiveInt } from "../schema.js";
import { faultKind, forSeconds } from "./fault.js";

export const networkThrottle = faultKind({
  description: "The network between clients and service carries less.",
  settings: { forSeconds, bytesPerSecond: positiveInt("Of each connection in each direction, meanwhile") },
  needsRelay: true,
  begin: (stage, { bytesPerSecond }) => stage.changeNetwork({ bytesPerSecond }),
});
