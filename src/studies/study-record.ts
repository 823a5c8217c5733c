/** What study.json holds of every study, whatever it asks. */
import type { Machine } from "../result/machine.js";

export interface StudyRecord {
  schemaVersion: number;
  /** Which command plays it. */
  study: string;
  pushbenchVersion: string;
  /** How a shell calls pushbench, for whoever wants to go on. */
  program: string;
  state: "running" | "complete" | "interrupted" | "failed";
  failure?: { code: string; message: string };
  startedAt: string;
  endedAt?: string;
  /** As the first bench found it. */
  machine?: Machine;
}
