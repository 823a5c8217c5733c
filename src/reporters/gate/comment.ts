/**
 * The body of a pull request's comment. Its first line is a marker that readers do not see. A later gate of the same scenario
 * finds its own comment by that marker and replaces it, instead of adding a comment per push.
 */
import type { GateReport } from "../../gate/gate-report.js";
import { cutToBytes, markdownBody } from "./markdown.js";

/** GitHub allows 65,536 characters. To count bytes is on the safe side. */
const LARGEST_COMMENT_BYTES = 65_536;

/** "--" and ">" would end the HTML comment that the marker is. */
export const commentMarker = (scenario: string): string =>
  `<!-- pushbench-gate ${scenario.replace(/[^\w.]+/g, "-").replace(/-+/g, "-")} -->`;

export const comment = (report: GateReport): string =>
  cutToBytes(`${commentMarker(report.scenario)}\n${markdownBody(report)}`, LARGEST_COMMENT_BYTES);
