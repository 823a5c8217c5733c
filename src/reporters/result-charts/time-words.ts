/** Words that charts over time have in common. */
import { list } from "../markdown/words.js";
import type { Course } from "./courses.js";

/** "in a second", "in each 5 seconds". */
export const inStep = (seconds: number, which: "a" | "each" = "a"): string =>
  seconds === 1 ? `in ${which} second` : `in ${which === "a" ? "" : "each "}${seconds} seconds`;

/** A sentence to be added, if there were faults. */
export function faultsSentence(courses: readonly Course[]): string {
  const faults = [...new Set(courses.flatMap(({ faults: its }) => its.map(({ name }) => name)))];
  return faults.length === 0 ? "" : ` Shaded: ${list(faults)}.`;
}
