/** Every kind of page that is one file, made as pushbench makes it. */
import path from "node:path";
import { beforeAfter } from "../../src/reporters/compare/before-after.js";
import { comparePage } from "../../src/reporters/compare/page.js";
import { html as gateHtml } from "../../src/reporters/gate/html.js";
import { reportHtml } from "../../src/reporters/html/report-html.js";
import { readResult } from "../../src/reporters/read-result.js";
import type { Result } from "../../src/result/result.js";
import { type AnyStudy, studyFiles } from "../../src/studies/study-report.js";
import { withTransportFacts } from "../../src/transports/registry.js";
import { trendSection } from "../../src/trend/gate-trend.js";
import { resultOf, WEBHOOK, WEBSOCKET } from "../reporters/fixture.js";
import { everyReport } from "../reporters/gate/fixture.js";
import { chartedStudy } from "../studies/capacity/charted-study.js";
import { chartedGrid, chartedSweep } from "../studies/sweep/charted-sweep.js";
import { HISTORY, runReport } from "../trend/fixture.js";
import { bentResults, many } from "./bent-results.js";

type Make = () => string | Promise<string>;

/** Shipped examples that differ in what their reports have: rooms, a killed service, faults of clients, an ingest. */
const EXAMPLES = ["chat", "outage", "slow-consumer", "github-events"];

const example = async (name: string): Promise<string> =>
  reportHtml(withTransportFacts(await readResult(path.join("reports", "examples", name))));

const compared = (older: Result, newer: Result): string => comparePage(older, newer, beforeAfter(older, newer));

export const studyPage = (study: AnyStudy): string =>
  studyFiles(study, "reports/x").find(({ file }) => file.endsWith(".html"))!.text;

const makes = <Of>(kind: string, all: Record<string, Of>, make: (of: Of) => ReturnType<Make>): [string, Make][] =>
  Object.entries(all).map(([name, of]) => [`${kind}: ${name}`, () => make(of)]);

/** By their names. */
export const staticPages: Record<string, Make> = Object.fromEntries([
  ...makes("report", Object.fromEntries(EXAMPLES.map((name) => [name, name])), example),
  ...makes("report", bentResults, (result) => reportHtml(result())),
  ...makes("gate", everyReport, (report) => gateHtml(report())),
  ["gate: with its trend", () => gateHtml(runReport(40), trendSection(HISTORY, runReport(40), "history"))],
  ["compare: two runs", () => compared(resultOf(6), resultOf(6, [{ ...WEBHOOK, medianNs: 2e6 }, WEBSOCKET]))],
  ["compare: runs of eight approaches", () => compared(many(), many())],
  ["study: a sweep", () => studyPage(chartedSweep())],
  ["study: a grid", () => studyPage(chartedGrid())],
  ["study: capacity", async () => studyPage(await chartedStudy())],
]);
