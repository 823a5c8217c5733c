import type { Result } from "../result.js";

/** result.json: indented, so that two results can be told apart with diff. */
export const json = (result: Result): string => `${JSON.stringify(result, null, 2)}\n`;
