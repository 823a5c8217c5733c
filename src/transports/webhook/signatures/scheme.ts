/** What a signature scheme is: how the recipient of a webhook knows who sent it, and that nobody changed it. */
import type { Retry } from "../../delivery/sending/retry-delay.js";
import type { Keys } from "./key-ring.js";

export type SignatureVerdict =
  | "ok"
  | "missing signature"
  | "malformed timestamp"
  | "stale timestamp"
  | "early timestamp"
  | "forged signature";

export interface SignatureScheme {
  /** One sentence for lists and help. */
  description: string;
  /**
   * Name, value, name, value, …; names in lower case. Beside these every request carries `webhook-id`. Signed with the
   * client's keys; `timestampSeconds` is the time of this attempt, not of the event, and `body` the raw bytes.
   */
  headers(keys: Keys, client: number, id: string, timestampSeconds: number, body: Uint8Array): string[];
  /** Further headers of an attempt that is not the first one. Absent: the provider says nothing of it. */
  retryHeaders?(retry: Retry): string[];
  /**
   * Judges a request by its raw bytes, before anything is parsed; never throws, whatever the headers hold. `header` gives
   * a header's value by its name in lower case. `nowSeconds` may differ from the timestamp by the tolerance, both ways.
   */
  verify(
    keys: Keys,
    client: number,
    header: (name: string) => string | undefined,
    body: Uint8Array,
    nowSeconds: number,
    toleranceSeconds: number,
  ): SignatureVerdict;
}
