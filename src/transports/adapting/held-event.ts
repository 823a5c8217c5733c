/**
 * Whether what a service passed on holds the event that was sent. A service that knows nothing of pushbench may put it into a
 * message of its own, take it apart, or write its JSON anew with other blanks. So what must be there is what identifies it in
 * the message's template: the id, the words that fill it, the whole event.
 */
import { isDeepStrictEqual } from "node:util";
import { eventId } from "../../events/id.js";
import type { Filling, Template } from "./template.js";

/** The largest message whose JSON is searched for the event. */
const MOST_PARSED_BYTES = 1024 * 1024;
/** No service wraps events deeper than that. */
const DEEPEST = 16;

/**
 * `filling`: of the event as it was sent. A recipient does not know who sent it; when it gives the client with the longest number,
 * the last words of a filler may be missing, no more of them than the number has digits.
 */
export function holdsEvent(received: Buffer, message: Template, filling: Filling): boolean {
  if (message.has("id") && !received.includes(eventId(filling.index))) return false;
  if (message.has("event") && !received.includes(filling.event) && !holdsJson(received, filling.event)) return false;
  return !message.has("filler") || received.includes(message.fillerIn(filling));
}

/** As a value somewhere in its JSON, or as a text there. */
function holdsJson(received: Buffer, event: Buffer): boolean {
  if (received.length > MOST_PARSED_BYTES) return false;
  const text = event.toString();
  try {
    return isInside(JSON.parse(received.toString()), JSON.parse(text), text, DEEPEST);
  } catch {
    return false;
  }
}

function isInside(value: unknown, event: unknown, text: string, depth: number): boolean {
  if (value === text) return true;
  if (typeof value !== "object" || value === null || depth === 0) return false;
  if (isDeepStrictEqual(value, event)) return true;
  return Object.values(value).some((member) => isInside(member, event, text, depth - 1));
}
