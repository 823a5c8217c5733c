import { faultKind, forSeconds, share } from "./fault.js";

export const resets = faultKind({
  description:
    "Recipients (the service; in a broadcast the clients) reset the connection in the middle of a share of the attempts.",
  settings: { forSeconds, share: share.describe("Share of the attempts that ends so, 0 to 1") },
  begin: (stage, { share }) => stage.recipientsMisbehave({ reset: { share } }),
});
