/**
 * Checks byte by byte whether a delivery is the event that was sent. A user's own service passes events on, and nobody else checks
 * what it passes on. A reference service is known to pass on the right bytes, so its generator does not spend CPU on comparing.
 */
import { WARM_UP_FIRST_INDEX } from "../events/id.js";
import type { Schedule } from "../executors/schedule.js";
import type { EventSource, Phase } from "../processes/slice-plan.js";
import type { DriverOptions } from "../transports/transport.js";
import { eventBody, wireIndex } from "./event-encoder.js";

/** The last member that the service may add in place of the closing brace (docs/own-service.md). */
const SEQUENCE = /^,"seq":\d{1,16}\}$/;

/** Of how many events the bytes are kept. Each event is delivered to a whole room within a short time. */
const KEPT_EVENTS = 4096;

export interface Load {
  source: EventSource;
  schedules: Record<Phase, Schedule>;
}

/** What a driver asks about each delivery. `load` is called at the first one. */
export function comparedWithSent(
  load: () => Load,
): Required<Pick<DriverOptions<unknown>, "isGenuine" | "sentEvent" | "senderOf">> {
  /** The bodies by their number on the wire. */
  const bodies = new Map<number, Buffer>();
  const sentEvent = (index: number): Buffer => {
    let sent = bodies.get(index);
    if (sent === undefined) {
      if (bodies.size === KEPT_EVENTS) bodies.clear();
      sent = bodyOf(load(), index);
      bodies.set(index, sent);
    }
    return sent;
  };
  const senderOf = (index: number): number | undefined => {
    const phase = phaseOf(index);
    return load().schedules[phase].sender[index - wireIndex(phase, 0)];
  };
  return { isGenuine: (index, received) => isEvent(received, sentEvent(index)), sentEvent, senderOf };
}

const phaseOf = (index: number): Phase => (index < WARM_UP_FIRST_INDEX ? "measured" : "warmUp");

function bodyOf({ source, schedules }: Load, index: number): Buffer {
  const phase = phaseOf(index);
  return eventBody(source, schedules[phase], phase, index - wireIndex(phase, 0));
}

/** Whether these are the event's bytes, with or without its number in the room. */
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
