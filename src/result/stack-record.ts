/** Which stack an approach of a run is, and in which version. It travels in the result, because versions cost differently. */
export interface StackRecord {
  name: string;
  /** What its version command printed. */
  version: string;
  /** What others of its transport are held to, and it is not, because it does not promise it. Absent: it is held to all. */
  notPromised?: readonly string[];
}
