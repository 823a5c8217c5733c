/** A schedule: every event of one round's window, decided before the run from a seed. The same for every approach. */
export interface Schedule {
  /** When each event is due, in ns from the start of the window, ascending. Empty in a closed loop. */
  dueNs: Float64Array;
  /** The client that sends each event, or SERVICE (−1) when it begins in the service. */
  sender: Int32Array;
  /** Size of each event's `data` member in bytes. */
  payloadBytes: Int32Array;
}
