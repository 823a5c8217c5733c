import { WARM_UP_FIRST_INDEX } from "../events/id.js";
import { encodeEvent } from "../events/templates.js";
import type { Schedule } from "../executors/schedule.js";
import type { EventSource, Phase } from "../processes/slice-plan.js";

/**
 * The number that an event has on the wire. Those of the warm-up begin far above, so that a late one is never taken for a
 * measured event.
 */
export const wireIndex = (phase: Phase, event: number): number =>
  phase === "warmUp" ? WARM_UP_FIRST_INDEX + event : event;

/** The bytes of an event. They are the same for every approach and in every process that has the same schedule. */
export function eventBody(source: EventSource, schedule: Schedule, phase: Phase, event: number): Buffer {
  const sizes = schedule.payloadBytes;
  return encodeEvent(source.template, source.seed, {
    index: wireIndex(phase, event),
    dueNs: schedule.dueNs[event] ?? 0, // a closed loop has no due times, so its events carry the epoch
    bytes: sizes[event % sizes.length]!,
  });
}
