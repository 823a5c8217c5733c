/** What casts doubt on a chart stands beside it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { svgFile } from "../../../src/reporters/charts/drawing.js";
import { reportHtml } from "../../../src/reporters/html/report-html.js";
import { costFigures } from "../../../src/reporters/result-charts/costs.js";
import { doubtsOf } from "../../../src/reporters/result-charts/doubts.js";
import { ratiosFigure } from "../../../src/reporters/result-charts/ratios.js";
import { tabulate } from "../../../src/reporters/tables.js";
import type { Result, Warning } from "../../../src/result/result.js";
import { part, resultOf } from "../fixture.js";

const warned = (...warnings: Warning[]): Result =>
  resultOf(6, undefined, (result) => {
    part(result, 2, "webhook").generator.verdict = "generator-bound";
    result.warnings = warnings;
  });
const advice = "Do something.";
const BOUND: Warning = { code: "generator-bound", message: "In 1 of 6 rounds.", advice, approach: "webhook" };
const COLD: Warning = { code: "not-warmed-up", message: "It was cold.", advice, approach: "websocket" };
const TLS: Warning = { code: "bytes-of-tls", message: "They do not add up.", advice, approach: "webhook" };

test("a chart has the warnings that are about what it shows, and the mark of those that have one", () => {
  const tables = tabulate(warned(BOUND, COLD, TLS));
  assert.deepEqual(doubtsOf(tables, "latency"), ["† webhook: In 1 of 6 rounds.", "websocket: It was cold."]);
  assert.deepEqual(doubtsOf(tables, "wire"), ["† webhook: In 1 of 6 rounds.", "webhook: They do not add up."]);
  assert.equal(doubtsOf(tabulate(resultOf(6)), "latency"), undefined);
});

test("a mark at a name is explained even where nobody warned", () => {
  assert.match(doubtsOf(tabulate(warned()), "memory")!.join(), /^† The worst of the rounds .* generator-bound/);
});

test("files with a picture have them as well", () => {
  const tables = tabulate(warned(BOUND));
  assert.match(svgFile(ratiosFigure(tables)!), />Read with care: † webhook: In 1 of 6 rounds\.<\/text>/);
  assert.match(svgFile(costFigures(tables)[0]!), /Read with care: † webhook/);
});

test("in the page, what is true of all charts of a part stands once above them, the rest at its chart", () => {
  const page = reportHtml(warned(BOUND, COLD, TLS)).replace(/<abbr[^>]*>|<\/abbr>/g, "");
  const part = (id: string): string => page.slice(page.indexOf(`<section id="${id}">`)).split("</section>")[0]!;
  const doubts = (html: string): string[] =>
    [...html.matchAll(/<p class="doubt"><strong>Read with care:<\/strong> (.*?)<\/p>/g)].map(([, text]) => text!);
  const [above, ...charts] = part("cost").split("<figure ");
  assert.deepEqual(doubts(above!), ["† webhook: In 1 of 6 rounds."]);
  const at = (name: string): string[] => doubts(charts.find((chart) => chart.startsWith(`id="${name}"`))!);
  assert.deepEqual(
    [at("cpu"), at("wire"), at("memory")],
    [["websocket: It was cold."], ["webhook: They do not add up."], []],
  );
  assert.match(page.split("</header>")[0]!, /<a href="#warnings">Read before using a figure: 3 warnings\.<\/a>/);
  assert.match(part("warnings"), /bytes-of-tls.*Do something\./);
});
