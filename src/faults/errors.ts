import { positive, z } from "../schema.js";
import { faultKind, forSeconds, share } from "./fault.js";

export const errors = faultKind({
  description:
    "Recipients (the service; in a broadcast the clients) answer a share of the attempts with an error: a status, or an error frame.",
  settings: {
    forSeconds,
    share: share.describe("Share of the attempts that is answered so, 0 to 1"),
    status: z
      .literal([429, 500, 503])
      .default(503)
      .describe("HTTP status; an error frame asks to send again whatever it is"),
    retryAfterSeconds: positive("Sent along: senders should wait as long").max(3_600).optional(),
  },
  begin: (stage, { share, status, retryAfterSeconds }) =>
    stage.recipientsMisbehave({
      refuse: { share, status, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) },
    }),
});
