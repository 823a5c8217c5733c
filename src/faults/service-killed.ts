import { faultKind, forSeconds } from "./fault.js";

export const serviceKilled = faultKind({
  description:
    "The service's process is killed outright (SIGKILL) and started again after forSeconds, on the same port.",
  settings: { forSeconds },
  takesProcess: true,
  needsJournal: true,
  notIn: {
    broadcast: "events begin in the service, so none would be due while it is dead; use service-frozen or network-cut",
  },
  needsReferenceService: true,
  async begin(stage) {
    await stage.killService();
    return () => stage.restartService();
  },
});
