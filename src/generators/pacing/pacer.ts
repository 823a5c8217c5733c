/**
 * Wakes the executor when an event is due. Node's own timers have a granularity of 1 ms and fire up to 1 ms late,
 * which is more than a WebSocket delivery takes; how to do better is a choice with a price in CPU.
 */
export interface Pacer {
  /** Calls `wake` once, at `dueNs` (absolute, monotonic) or as soon after as the method can. */
  wakeAt(dueNs: number, wake: () => void): void;
  close(): Promise<void>;
}
