import type { Category } from "./attribution.js";

/** What a service under the profiler leaves of one slice. */
export interface SliceProfile {
  /** CPU of all threads but the one that takes the samples. */
  processNs: number;
  mainNs: number;
  /** Of the main thread, as far as samples saw it. */
  sampledUs: Partial<Record<Category, number>>;
}

/** Slices count from 0 in each process, those of the warm-up first. */
export const sliceFile = (pid: number, slice: number): string => `${pid}-${slice}.json`;
