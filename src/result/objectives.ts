/** What a scenario asks of every approach of a run. Undefined: it does not ask for that. */
export interface Objectives {
  latencyP50Ms?: number | undefined;
  latencyP99Ms?: number | undefined;
  /** Of how unevenly events reach each recipient: see LatencySample.jitter. */
  jitterP99Ms?: number | undefined;
  /** How many deliveries may be lost at most. */
  lost?: number | undefined;
  /** No delivery may come after a later one of the same sender. */
  exactlyAsSentOrder?: true | undefined;
}
