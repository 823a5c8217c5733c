import { positive, z } from "../schema.js";
import { faultKind, forSeconds, share } from "./fault.js";

export const errors = faultKind({
  description:
    "Recipients (the service; in flow broadcast the clients) answer a share of the attempts with an error: a status, or an error frame.",
  settings: {
    forSeconds,
    share: share.describe("The share of the attempts that gets an error, from 0 to 1."),
    status: z
      .literal([429, 500, 503])
      .default(503)
      .describe("The HTTP status of the answer. An error frame has none; it always asks the sender to send again."),
    retryAfterSeconds: positive(
      "How many seconds the answer asks senders to wait. Without it the answer asks for nothing.",
    )
      .max(3_600)
      .optional(),
  },
  needsReferenceService: true,
  begin: (stage, { share, status, retryAfterSeconds }) =>
    stage.recipientsMisbehave({
      refuse: { share, status, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) },
    }),
});
