/** A service that runs while both load it in turns. */
import { envelopeOverheadBytes } from "../../../src/events/templates.js";

export interface Target {
  port: number;
  pid: number;
  path: string;
  /** Of Standard Webhooks (`whsec_…`); absent: nothing is signed. */
  secret: string | undefined;
  /** The CPUs of whoever loads it; empty: any. */
  generatorCpus: readonly number[];
}

/** What a closed loop of so many connections came to. */
export interface ClosedLoop {
  requestsPerSecond: number;
  cpuUsPerRequest: number;
}

export const CONNECTIONS = 16;
export const MEASURE_SECONDS = 3;
/** Of every event, by either: with its envelope it has 1,200 bytes. */
export const TEMPLATE = "payment";
export const PAYLOAD_BYTES = 1_200 - envelopeOverheadBytes(TEMPLATE);
