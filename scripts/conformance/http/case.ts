/**
 * A case as data: what the peer sends, and what RFC 9110 and RFC 9112 let the other side do about it. Where they leave a
 * choice, every choice passes.
 */

/** How the connection must stand afterwards. `either`: the RFCs leave it open, but a further request is never misread. */
export type Afterwards = "open" | "closed" | "either";

export interface HttpCase {
  case: string;
  name: string;
  /** Written one after the other, each in a turn of its own. */
  send: readonly string[];
  afterwards: Afterwards;
}

/** Against our receiver and our endpoints. */
export interface RequestCase extends HttpCase {
  /** One item per answer, in order: the statuses that pass. Interim answers (1xx) are left out. */
  expect: readonly (readonly number[])[];
  /** Closes its own half behind the last byte. */
  halfClose?: true;
}

/** Against our client, which has sent one event and waits for the answer. */
export interface ResponseCase extends HttpCase {
  /** What becomes of the event. `either`: the RFCs leave it open. */
  expect: "acked" | "refused" | "either";
  /** Ends or resets the connection behind the last byte. */
  ending?: "end" | "reset";
}

/** Byte by byte. */
export const bytewise = (text: string): string[] => text.split("");
