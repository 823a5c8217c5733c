import { faultKind, forSeconds } from "./fault.js";

export const serviceFrozen = faultKind({
  description:
    "The service's process stands still (SIGSTOP) with all its connections open, and goes on after forSeconds.",
  settings: { forSeconds },
  takesProcess: true,
  needsReferenceService: true,
  begin: (stage) => stage.freezeService(),
});
