import { cutNames, cuts } from "../network-conditions.js";
import { z } from "../schema.js";
import { faultKind, forSeconds } from "./fault.js";

export const networkCut = faultKind({
  description: "Clients and service cannot reach each other.",
  settings: {
    forSeconds,
    how: z
      .enum(cutNames)
      .default("reset")
      .describe(cutNames.map((name) => `${name}: ${cuts[name]}`).join(" ")),
  },
  needsRelay: true,
  begin: (stage, { how }) => stage.changeNetwork({ cut: how }),
});
