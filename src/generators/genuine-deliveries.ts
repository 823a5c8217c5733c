/**
 * Whether what came as a delivery is the event, byte by byte. A service of one's own passes events on, and nobody else looks; a
 * reference service is known to, and is not measured with a generator that compares.
 */
import { WARM_UP_FIRST_INDEX } from "../events/id.js";
import type { Schedule } from "../executors/schedule.js";
import type { EventSource, Phase } from "../processes/slice-plan.js";
import type { DriverOptions } from "../transports/transport.js";
import { eventBody, wireIndex } from "./event-encoder.js";

/** What the service may add as the last member (docs/own-service.md), in place of the closing brace. */
const SEQUENCE = /^,"seq":\d{1,16}\}$/;

/** Events whose bytes are kept: each is delivered to a whole room within a short time. */
const KEPT_EVENTS = 4096;

export interface Load {
  source: EventSource;
  schedules: Record<Phase, Schedule>;
}

/** What a driver wants to know of deliveries. `load` is asked at the first one. */
export function comparedWithSent(load: () => Load): Required<Pick<DriverOptions<unknown>, "isGenuine">> {
  /** By number on the wire. */
  const bodies = new Map<number, Buffer>();
  return {
    isGenuine(index, received) {
      let sent = bodies.get(index);
      if (sent === undefined) {
        if (bodies.size === KEPT_EVENTS) bodies.clear();
        sent = bodyOf(load(), index);
        bodies.set(index, sent);
      }
      return isEvent(received, sent);
    },
  };
}

function bodyOf({ source, schedules }: Load, index: number): Buffer {
  const phase = index < WARM_UP_FIRST_INDEX ? "measured" : "warmUp";
  return eventBody(source, schedules[phase], phase, index - wireIndex(phase, 0));
}

/** The event's bytes, perhaps with its number in the room. */
export function isEvent(received: Buffer, sent: Buffer): boolean {
  if (received.length === sent.length) return received.equals(sent);
  const upToBrace = sent.length - 1;
  return (
    received.length > sent.length &&
    sent.compare(received, 0, upToBrace, 0, upToBrace) === 0 &&
    SEQUENCE.test(received.toString("latin1", upToBrace, upToBrace + 40)) &&
    received.length - upToBrace <= 40
  );
}
