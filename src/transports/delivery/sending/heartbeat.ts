/**
 * Spreads the clients' heartbeats over the interval. One ping to everybody at once is a burst that shows in the
 * latencies of others; one timer per client is a cost. So one timer walks through slots, client c sits in slot
 * c mod slots, and each tick is for one slot's clients.
 */
const SHORTEST_TICK_MS = 50;

/** Calls `beat` once per client and interval (rounded to whole ticks). Returns the way to stop it. */
export function startHeartbeat(intervalMs: number, clients: number, beat: (client: number) => void): () => void {
  const tickMs = Math.ceil(Math.min(intervalMs, Math.max(SHORTEST_TICK_MS, intervalMs / clients)));
  const slots = Math.max(1, Math.round(intervalMs / tickMs));
  let slot = 0;
  const timer = setInterval(() => {
    for (let client = slot; client < clients; client += slots) beat(client);
    slot = (slot + 1) % slots;
  }, tickMs);
  return () => clearInterval(timer);
}
