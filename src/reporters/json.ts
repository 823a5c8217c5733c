import type { Result } from "../result/result.js";
import { withDerived } from "./derived.js";

/** result.json, indented so that `diff` shows how two results differ. */
export const json = (result: Result): string => `${JSON.stringify(withDerived(result), null, 2)}\n`;
