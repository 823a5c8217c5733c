/** Every way to be woken. Their names stand in src/pacing.ts, below the scenario that chooses one. */
import { monotonicNs } from "../../clock.js";
import type { PacingName } from "../../pacing.js";
import type { Pacer } from "./pacer.js";
import { spin } from "./spin.js";
import { timerThread } from "./timer-thread.js";
import { timers } from "./timers.js";

/** Where the pacer runs. In a service, whose CPU is measured, cheap comes before punctual. */
export type PacerHost = "generator" | "service";

/** The share of a core that a generator may spend on being punctual. */
const GENERATOR_TURN_SHARE = 1 / 8;

const pacers = {
  "timer-thread": (host) => timerThread(monotonicNs, host === "generator" ? GENERATOR_TURN_SHARE : 0),
  timers: () => timers(monotonicNs),
  spin: () => spin(monotonicNs),
} satisfies Record<PacingName, (host: PacerHost) => Pacer>;

export function startPacer(name: PacingName, host: PacerHost): Pacer {
  return pacers[name](host);
}
