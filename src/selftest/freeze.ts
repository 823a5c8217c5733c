/** The process is stopped for the last `forMs` of every `everyMs`. */
export interface Freeze {
  everyMs: number;
  forMs: number;
}
