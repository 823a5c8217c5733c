/** Every way to be woken. The names stand in src/pacing.ts, because scenarios choose one and lie in a lower layer. */
import { monotonicNs } from "../../clock.js";
import type { PacingName } from "../../pacing.js";
import type { Pacer } from "./pacer.js";
import { spin } from "./spin.js";
import { timerThread } from "./timer-thread.js";
import { timers } from "./timers.js";

/** Where the pacer runs. The CPU of a service is measured, so there a pacer is cheap rather than punctual. */
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
