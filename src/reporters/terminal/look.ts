/** What the place where a text is shown can do. */
export interface Look {
  /** Characters in a line. */
  columns: number;
  colour: boolean;
  /** ✓ and ✗ beside the words that say the same. */
  marks: boolean;
}
