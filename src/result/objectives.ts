/** What a scenario asks of every approach of a run. Undefined: it does not ask for that. */
export interface Objectives {
  latencyP50Ms?: number | undefined;
  latencyP99Ms?: number | undefined;
  /** Most deliveries that may be lost. */
  lost?: number | undefined;
  /** No delivery may come after a later one of the same sender. */
  exactlyAsSentOrder?: true | undefined;
}
