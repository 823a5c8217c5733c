import assert from "node:assert/strict";
import { test } from "node:test";
import { XMLValidator } from "fast-xml-parser";
import { svgFile } from "../../../src/reporters/charts/drawing.js";
import { sweepCharts } from "../../../src/studies/sweep/report/sweep-charts.js";
import { assertTextsFit } from "../../reporters/charts/text-boxes.js";
import { NASTY } from "../../reporters/gate/fixture.js";
import { matchesGolden } from "../../reporters/golden.js";
import { chartedGrid, chartedSweep, LONG_NAME } from "./charted-sweep.js";

const svgOf = (record = chartedSweep()): string => svgFile(sweepCharts(record)[0]!.figure);

test("a sweep and a grid of two settings look as they did", () => {
  matchesGolden("sweep-cpu.svg", svgOf());
  matchesGolden("sweep-grid-cpu.svg", svgOf(chartedGrid()));
});

test("only figures that were measured have a chart", () => {
  assert.deepEqual(
    sweepCharts(chartedSweep()).map(({ file }) => file),
    ["sweep-cpu.svg"],
  );
});

test("crossovers are shaded with Fieller's interval beside them, and the step of connections is marked", () => {
  const svg = svgOf();
  assert.match(svg, /webhook and websocket cost the same somewhere between [\d.]+ and [\d.]+/);
  assert.match(svg, /where the lines of webhook and websocket meet, by Fieller&apos;s theorem/);
  assert.match(svg, /webhook: a new connection for each delivery up to 4.64, connections that stay from/);
});

test("a point that may not be used is hollow and has its sign; where nothing is known there is a gap", () => {
  const { figure } = sweepCharts(chartedSweep())[0]!;
  const svg = figure.draw(728).body.join("");
  assert.match(svg, /<path class="open s0"[^>]*><title>webhook, arrivals\.perSecond = 1000: [^<]*† generator-bound/);
  assert.match(svg, new RegExp(`<path class="open s1"[^>]*><title>${LONG_NAME}[^<]*‡ disturbed`));
  const websocket = /<path class="line s2" d="([^"]*)"/.exec(svg)![1]!;
  assert.equal(websocket.match(/M/g)!.length, 2, "the line of websocket has one gap");
  assert.deepEqual(figure.rows.find(([at, name]) => at === "21.5" && name === "websocket")!.slice(2), [
    "–",
    "–",
    "–",
    "–",
    "not measured",
  ]);
});

test("fewer than 6 rounds have a range and no interval, and say so", () => {
  const { figure } = sweepCharts(chartedSweep(3))[0]!;
  assert.match(figure.finding, /lowest and the highest round/);
  assert.ok(figure.rows.every((row) => !row.includes("95 % interval")));
});

test("every number of the picture stands in its table", () => {
  const { figure } = sweepCharts(chartedGrid())[0]!;
  const cells = figure.rows.flat();
  const tips = [
    ...figure
      .draw(640)
      .body.join("")
      .matchAll(/<title>[^<]*: ([\d.,]+ \S+) \(([^–]+)–([^)]+)\), 95/g),
  ];
  assert.ok(tips.length > 50);
  for (const [, ...values] of tips) for (const value of values) assert.ok(cells.includes(value), value);
});

test("texts fit at every width, and names that mean harm stay names", () => {
  const record = chartedGrid();
  for (const width of [330, 640, 728]) assertTextsFit(sweepCharts(record)[0]!.figure.draw(width), "grid");
  record.question.scenario.title = NASTY;
  record.question.axes[0]!.path = NASTY;
  const svg = svgOf(record);
  assert.equal(XMLValidator.validate(svg), true);
  assert.doesNotMatch(svg, /<(script|img|b)\b/);
});

test("words on the axis stand in their order", () => {
  const record = chartedSweep();
  const words = record.points.map((_, i) => `setting-${i}`);
  record.question.axes = [{ path: "payload.template", values: words, spacing: "list" }];
  record.points.forEach((point, i) => {
    point.at = [words[i]!];
  });
  const { figure } = sweepCharts(record)[0]!;
  assert.deepEqual([...new Set(figure.rows.map(([at]) => at!))], words);
  assertTextsFit(figure.draw(330), "list");
});
