import { faultKind, forSeconds, share } from "./fault.js";

export const resets = faultKind({
  description:
    "Recipients (the service; in flow broadcast the clients) reset the connection in the middle of a share of the attempts.",
  settings: { forSeconds, share: share.describe("The share of the attempts that is reset, from 0 to 1.") },
  needsReferenceService: true,
  begin: (stage, { share }) => stage.recipientsMisbehave({ reset: { share } }),
});
