/** One case, run once: a line of the table and of the JSON file. */
export interface CaseResult {
  /** Which of our sides was tried: see suites.ts. */
  suite: string;
  /** Its number within the suite, e.g. 5.12. */
  case: string;
  name: string;
  passed: boolean;
  /** What came instead; empty when it passed. */
  reason: string;
}
