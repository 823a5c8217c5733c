/**
 * Spreads the clients' heartbeats over the interval. One ping to everybody at once is a burst that shows in the
 * latencies of others; one timer per client is a cost. So one timer walks through slots, client c sits in slot
 * c mod slots, and each tick is for one slot's clients.
 */
const SHORTEST_TICK_MS = 50;

/**
 * Calls `beat` once per client and interval (rounded to whole ticks). A busy process is late with its ticks, and makes up for those that
 * it missed: else its interval would grow, and clients would take the service for dead. Returns the way to stop it.
 */
export function startHeartbeat(
  intervalMs: number,
  clients: number,
  beat: (client: number) => void,
  nowMs: () => number = () => performance.now(),
): () => void {
  const tickMs = Math.ceil(Math.min(intervalMs, Math.max(SHORTEST_TICK_MS, intervalMs / clients)));
  const slots = Math.max(1, Math.round(intervalMs / tickMs));
  const startedMs = nowMs();
  let ticks = 0;
  const timer = setInterval(() => {
    const dueTicks = Math.max(ticks + 1, Math.floor((nowMs() - startedMs) / tickMs));
    ticks = Math.max(ticks, dueTicks - slots); // nobody gets two, however long the process stood still
    for (; ticks < dueTicks; ticks++) {
      for (let client = ticks % slots; client < clients; client += slots) beat(client);
    }
  }, tickMs);
  return () => clearInterval(timer);
}
