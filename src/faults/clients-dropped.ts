import { endsAtOnce, faultKind } from "./fault.js";

export const clientsDropped = faultKind({
  description:
    "Every connection of every client is reset in one moment. The clients come back all at once, or spread out by jitter.",
  settings: {},
  async begin(stage) {
    await stage.dropClients();
    return endsAtOnce;
  },
});
