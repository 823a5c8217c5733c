/**
 * The one import of tinyqueue: a binary heap. What compares below all others is at hand, adding and taking cost a few
 * comparisons.
 */
export { default as Heap } from "tinyqueue";
