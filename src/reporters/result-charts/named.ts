import { marked } from "../format.js";
import type { Row } from "../rows.js";

/** The approach with the mark of its worst verdict. */
export const named = ({ approach, generatorVerdict }: Pick<Row, "approach" | "generatorVerdict">): string =>
  marked(approach, generatorVerdict);
