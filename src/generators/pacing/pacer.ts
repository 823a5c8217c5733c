/**
 * Wakes the executor when an event is due. Node's own timers have a granularity of 1 ms and fire up to 1 ms late,
 * which is more than a WebSocket delivery takes. To be more punctual has a price in CPU, so it is a choice.
 */
export interface Pacer {
  /**
   * Calls `wake` once, never before this call returns and never before `dueNs` (absolute, monotonic). Only one wake at a
   * time is possible: the next may be asked for when the last has come.
   */
  wakeAt(dueNs: number, wake: () => void): void;
  /** Cancels a wake that has not come, and leaves no timer and no thread. */
  close(): Promise<void>;
}
