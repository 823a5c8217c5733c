/** The parts of a result that only runs with faults or a network have. */
import type { EncodedHistogram } from "../histogram.js";

/** How the faults of a slice went. Times are in ns from the slice's start. */
export interface RecoverySample {
  faults: PlayedFault[];
  /** The number of first deliveries in each bin of `binNs`, by the time at which they came. */
  delivered: number[];
  binNs: number;
}

export interface PlayedFault {
  kind: string;
  beganNs: number;
  /** When everything was as it should be again. A killed service had a successor that listened. */
  endedNs: number;
  /**
   * From its beginning until a connection was found ended, an attempt was repeated or an event was given up. It is absent
   * when nobody noticed.
   */
  detectNs?: number;
  /** From its end to the first delivery of an event that was due after it. */
  recoverNs?: number;
  /**
   * From its end until every recipient had an event that was due after it. It is absent when one never had; flow ingest has a
   * single recipient.
   */
  recoverAllNs?: number;
  /** From its end until every event that was due before it was delivered; 0 when all were. It is absent when one never was. */
  drainNs?: number;
}

/** The relay between clients and service: how much longer than asked it held bytes. */
export interface NetworkSample {
  /** The actual delay less the asked delay of each piece of bytes that it passed on. */
  excessDelay: EncodedHistogram;
}
