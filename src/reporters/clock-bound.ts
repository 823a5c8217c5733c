/**
 * Times whose two ends were stamped on different hosts. They are known no better than the offset between the hosts' clocks: each of them
 * may be wrong by the bound (src/fleet/clock/clock-offset.ts), all of a slice in the same direction.
 */
import type { ApproachRecord, Result, Round } from "../result/result.js";
import { duration } from "./format.js";

export interface BoundedTime {
  ns: number | undefined;
  /** The widest bound of the slices behind the figure. Absent: one clock stamped both ends. */
  boundNs?: number | undefined;
}

/** "1.20 ms ± 50.0 µs". */
export const durationWithBound = ({ ns, boundNs = 0 }: BoundedTime): string =>
  ns === undefined || boundNs === 0 ? duration(ns) : `${duration(ns)} ± ${duration(boundNs)}`;

/**
 * Whether the clocks cannot have made the whole difference between two figures. The offset is found anew for every slice, so one figure
 * may be too large by its bound where the other is too small by its own. Only such a difference may be claimed.
 */
export const isBeyondBounds = (one: BoundedTime, other: BoundedTime): boolean =>
  one.ns !== undefined &&
  other.ns !== undefined &&
  Math.abs(one.ns - other.ns) > (one.boundNs ?? 0) + (other.boundNs ?? 0);

/**
 * By how much a latency of an approach may be wrong because the clocks of two hosts stamped its ends: the widest of these rounds. 0 where
 * one clock did: in rooms of flow relay (they stay whole on one worker), and where a sender's acknowledgement is the delivery. Undefined
 * where no fleet played: there is no other clock.
 */
export function latencyBoundNs(
  { scenario: { flow } }: Pick<Result, "scenario">,
  { deliveriesBy }: Pick<ApproachRecord, "deliveriesBy">,
  rounds: readonly Pick<Round, "hosts">[],
): number | undefined {
  if (rounds.every(({ hosts }) => hosts === undefined)) return undefined;
  if (flow === "relay" || deliveriesBy === "acknowledgement") return 0;
  const ofClients = rounds.flatMap(({ hosts = [] }) => hosts.filter(({ services }) => services === undefined));
  return Math.max(0, ...ofClients.map(({ clockBoundNs = 0 }) => clockBoundNs));
}
