/** How far a worker's monotonic clock is from the coordinator's, and whether they are one and the same. */
import type { Clock } from "../clock.js";
import { kernelId, namespaceId } from "../machine/host-resources.js";
import type { ClockReading } from "./clock/clock-offset.js";
import { type ProbeOptions, probeClock } from "./clock/clock-probe.js";

export interface HostClock {
  /** Throws PushbenchError clock-unknown. */
  read(): Promise<ClockReading>;
}

/** Coordinator and worker read the same clock. */
export const sameClock = (clock: Clock): HostClock => ({
  read: async () => ({ offsetNs: 0, boundNs: 0, atNs: clock() }),
});

/** The worker's host is asked directly: by way of the NATS server the bound would be wider. */
export const probedClock = (options: ProbeOptions): HostClock => ({ read: () => probeClock(options) });

/**
 * Names this system's monotonic clock: that of a kernel since it was started, and within it that of a time namespace. Undefined
 * where the system does not tell.
 */
export function clockId(): string | undefined {
  const [kernel, time] = [kernelId(), namespaceId("time")];
  return kernel === undefined || time === undefined ? undefined : `${kernel} ${time}`;
}
