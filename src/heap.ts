/**
 * The only import of tinyqueue, a binary heap. The smallest item is always at hand, and to add or take one costs a few
 * comparisons.
 */
export { default as Heap } from "tinyqueue";
