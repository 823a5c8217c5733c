/** What the place can show in which a text is printed. */
export interface Look {
  /** How many characters a line has. */
  columns: number;
  colour: boolean;
  /** Whether it can show ✓ and ✗, beside the words that say the same. */
  marks: boolean;
}
