/**
 * A check holds a service against what a stack must do before its speed may be printed: it takes good events and refuses what must not
 * be taken. It speaks the protocol by itself, with none of the code that measures.
 */
import type { Topology } from "../flow.js";

export interface CheckTarget {
  /** Where the service listens: `http://127.0.0.1:41234`. */
  origin: string;
  /** The settings of the approach for its flow, with all defaults filled in. */
  config: Readonly<Record<string, unknown>>;
  topology: Topology;
  /** Which promises are checked, by their names; undefined: all that the check knows. A good event is always checked. */
  promises?: readonly string[];
  /** What the service was told as PUSHBENCH_SECRET. */
  secret: string;
  signal: AbortSignal;
  /** How long an answer may take. */
  answerSeconds?: number;
}

/** The services are idle, but their machine may be busy. */
export const ANSWER_SECONDS = 5;

export interface Finding {
  /** What must hold: "a forged event is refused". */
  what: string;
  met: boolean;
  /** What was seen instead. */
  saw?: string;
}

/** What a service does wrong is a finding. Rejects only when it is aborted. */
export type Check = (target: CheckTarget) => Promise<Finding[]>;
