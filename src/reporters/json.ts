import type { Result } from "../result/result.js";
import { withDerived } from "./derived.js";

/** result.json: indented, so that two results can be told apart with diff. */
export const json = (result: Result): string => `${JSON.stringify(withDerived(result), null, 2)}\n`;
