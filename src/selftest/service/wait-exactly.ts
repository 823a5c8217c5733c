/**
 * A timer is late by up to this much, so the rest of a wait is spent reading the clock. It is not more, because a process that reads
 * the clock for long is the first that the scheduler takes off a busy CPU.
 */
const TIMER_MS = 1.2;

/** Calls `action` `ms` from now. Node's timers alone are late by up to a millisecond, which is what is to be measured. */
export function waitExactly(ms: number, action: () => void): void {
  if (ms === 0) action();
  else waitUntil(performance.now() + ms, action);
}

function waitUntil(atMs: number, action: () => void): void {
  const restMs = atMs - performance.now();
  if (restMs <= 0) action();
  else if (restMs > TIMER_MS) setTimeout(waitUntil, restMs - TIMER_MS, atMs, action);
  else setImmediate(waitUntil, atMs, action);
}
