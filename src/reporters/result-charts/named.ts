import { marked } from "../format.js";
import type { Row } from "../rows.js";
import type { Tables } from "../tables.js";

/** The approach with the mark of its worst verdict. */
export const named = ({ approach, generatorVerdict }: Pick<Row, "approach" | "generatorVerdict">): string =>
  marked(approach, generatorVerdict);

export const namedIn = ({ summary }: Pick<Tables, "summary">, name: string): string =>
  named(summary.find(({ approach }) => approach === name)!);
