/**
 * Wakes the executor when an event is due. Node's own timers have a granularity of 1 ms and fire up to 1 ms late,
 * which is more than a WebSocket delivery takes; how to do better is a choice with a price in CPU.
 */
export interface Pacer {
  /**
   * Calls `wake` once, never before this call returns and never before `dueNs` (absolute, monotonic). One wake at a
   * time: the next may be asked for when the last has come.
   */
  wakeAt(dueNs: number, wake: () => void): void;
  /** Forgets a wake that has not come. Leaves no timer and no thread. */
  close(): Promise<void>;
}
