/** The parts of a result that only runs with faults or a network have. */
import type { EncodedHistogram } from "../histogram.js";

/** What became of the faults of a slice. Times in ns from the slice's start. */
export interface RecoverySample {
  faults: PlayedFault[];
  /** First deliveries by the time at which they came, in bins of `binNs`. */
  delivered: number[];
  binNs: number;
}

export interface PlayedFault {
  kind: string;
  beganNs: number;
  /** When all was as it should be again; a killed service then listened. */
  endedNs: number;
  /** From its beginning to the first connection found ended, attempt made again, or event given up. Absent: nobody noticed. */
  detectNs?: number;
  /** From its end to the first delivery of an event that was due after it. */
  recoverNs?: number;
  /** From its end until every recipient had an event that was due after it. Absent: some never had; flow ingest has one. */
  recoverAllNs?: number;
  /** From its end until every event due before it was delivered; 0 when all were. Absent: some never were. */
  drainNs?: number;
}

/** The relay between clients and service: how much longer than asked it held bytes. */
export interface NetworkSample {
  /** Actual less asked delay of each piece of bytes that it passed on. */
  excessDelay: EncodedHistogram;
}
