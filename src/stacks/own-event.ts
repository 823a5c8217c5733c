/** Events of a check. No run has their ids, and two checks of one service are unlikely to share one. */
import { randomInt } from "node:crypto";
import { encodeEnvelope } from "../events/envelope.js";
import { eventId } from "../events/id.js";
import type { Filling, Template } from "../transports/adapting/template.js";

/** Events of a run, of its warm-up and of cross-checks have smaller numbers; the largest that an event may have is 2³¹ − 1. */
const FIRST_INDEX = 2_100_000_000;
const SPREAD = 47_000_000;

let next = FIRST_INDEX + randomInt(SPREAD);

export interface OwnEvent extends Filling {
  readonly id: string;
}

export interface OwnEventOptions {
  client?: number;
  room?: number;
  token?: string;
  textBytes?: number;
}

export function ownEvent({ client = 0, room = 0, token = "", textBytes = 20 }: OwnEventOptions = {}): OwnEvent {
  const index = next++;
  const event = encodeEnvelope(index, "stack.checked", 0, JSON.stringify({ text: "x".repeat(textBytes) }));
  return { id: eventId(index), index, client, room, token, event };
}

/** An event whose message is so long; undefined where the length of messages does not depend on that of events. */
export function ownEventOf(
  messageBytes: number,
  message: Template,
  options: OwnEventOptions = {},
): OwnEvent | undefined {
  if (!message.has("event", "filler")) return undefined;
  const short = message.bytes(ownEvent({ ...options, textBytes: 0 })).length;
  const event = ownEvent({ ...options, textBytes: messageBytes - short });
  return message.bytes(event).length === messageBytes ? event : undefined;
}
