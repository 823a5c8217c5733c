/** Every kind of page that is one file, made as pushbench makes it. */
import path from "node:path";
import { reportHtml } from "../../src/reporters/html/report-html.js";
import { readResult } from "../../src/reporters/read-result.js";
import { withTransportFacts } from "../../src/transports/registry.js";
import { bentResults } from "./bent-results.js";

/** Shipped examples that differ in what their reports have: rooms, a killed service, faults of clients, an ingest. */
const EXAMPLES = ["chat", "outage", "slow-consumer", "github-events"];

const example = async (name: string): Promise<string> =>
  reportHtml(withTransportFacts(await readResult(path.join("reports", "examples", name))));

/** By their names. */
export const staticPages: Record<string, () => string | Promise<string>> = {
  ...Object.fromEntries(EXAMPLES.map((name) => [`report of ${name}`, () => example(name)])),
  ...Object.fromEntries(
    Object.entries(bentResults).map(([name, result]) => [`report: ${name}`, () => reportHtml(result())]),
  ),
};
