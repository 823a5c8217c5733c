/**
 * What of a schedule travels to a process that plays a part of it. A schedule of a million events has 16 MB, and with eight generators
 * as many copies would wait in the bench at a time.
 */
import type { Schedule } from "./schedule.js";

export interface ScheduleShare {
  /** The events that the process begins, as ascending numbers. */
  own: Int32Array;
  /** How many events the whole schedule has. It is 0 in a closed loop. */
  events: number;
  /** The columns of its own events, or of all events where it must know them. */
  columns: Schedule;
}

/** Stands for the sender of an event of which the process knows nothing. No client and no service has the number. */
export const UNKNOWN_SENDER = -2;

/** A process that `knowsAll` is told of events that others begin as well. */
export function shareOf(schedule: Schedule, own: Int32Array, knowsAll: boolean): ScheduleShare {
  const { dueNs, sender, payloadBytes } = schedule;
  const events = sender.length;
  if (knowsAll || own.length === events) return { own, events, columns: schedule };
  const columns = {
    dueNs: gathered(dueNs, own, new Float64Array(own.length)),
    sender: gathered(sender, own, new Int32Array(own.length)),
    payloadBytes: gathered(payloadBytes, own, new Int32Array(own.length)),
  };
  return { own, events, columns };
}

/** The values of these events. `TypedArray.from` would take ten times as long. */
function gathered<Column extends Float64Array | Int32Array>(all: Column, own: Int32Array, to: Column): Column {
  for (let i = 0; i < own.length; i++) to[i] = all[own[i]!]!;
  return to;
}

/** The schedule with every event at its number. Of the events that did not travel only the numbers are known. */
export function scheduleOf({ own, events, columns }: ScheduleShare): Schedule {
  if (columns.sender.length === events) return columns;
  const schedule = {
    dueNs: new Float64Array(events),
    sender: new Int32Array(events).fill(UNKNOWN_SENDER),
    payloadBytes: new Int32Array(events),
  };
  for (let i = 0; i < own.length; i++) {
    const event = own[i]!;
    schedule.dueNs[event] = columns.dueNs[i]!;
    schedule.sender[event] = columns.sender[i]!;
    schedule.payloadBytes[event] = columns.payloadBytes[i]!;
  }
  return schedule;
}
