/** Two results side by side. */
import { beforeAfter, renderBeforeAfter } from "../reporters/before-after.js";
import type { Result } from "../result/result.js";
import { markdownPage } from "./markdown-page.js";

export const comparisonPage = (before: Result, after: Result): string =>
  markdownPage(`# Before and after\n\n${renderBeforeAfter(beforeAfter(before, after))}`);
