import assert from "node:assert/strict";
import { test } from "node:test";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { trendChart, trendFigure } from "../../src/trend/chart.js";
import { type Chart, chartsOf } from "../../src/trend/series.js";
import { chartFile } from "../../src/trend/write-charts.js";
import { assertTextsFit } from "../reporters/charts/text-boxes.js";
import { NASTY } from "../reporters/gate/fixture.js";
import { HISTORY } from "./fixture.js";

const [CHART] = chartsOf(HISTORY, { last: 100 }) as [Chart, ...Chart[]];

interface Text {
  "#text": string;
  "@class": string;
}

interface Svg {
  title: { "#text": string };
  desc: { "#text": string };
  g: {
    text: Text[];
    path: { "@class": string; "@d": string; title?: string }[];
    line: { "@class": string; "@x1": string; title?: string }[];
  };
}

function read(svg: string): Svg {
  assert.equal(XMLValidator.validate(svg), true);
  const isArray = (name: string): boolean => ["text", "path", "line"].includes(name);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    parseTagValue: false,
    alwaysCreateTextNode: false,
    isArray,
  });
  return (parser.parse(svg) as { svg: Svg }).svg;
}

const textsOf = ({ g }: Svg, kind: string): string[] =>
  g.text.filter((one) => one["@class"] === kind).map((one) => one["#text"]);

const linesOf = ({ g }: Svg): number[][] =>
  g.path
    .filter((one) => /^line s\d/.test(one["@class"]) && one["@d"].split("L").length > 2)
    .map((one) => [...one["@d"].matchAll(/[ML]([\d.]+),/g)].map(([, x]) => Number(x)));

test("a chart is well-formed, has a title, axes with units, and a line per approach", () => {
  const svg = read(trendChart(CHART));
  assert.equal(svg.title["#text"], "chat: service CPU per delivery");
  assert.deepEqual(textsOf(svg, "name"), ["webhook", "websocket"]);
  const ticks = textsOf(svg, "tick");
  assert.ok(ticks.includes("0") && ticks.includes("40 µs") && ticks.includes("2026-01-01"), ticks.join(" "));
  assert.deepEqual(textsOf(svg, "quiet"), ["median of the head, lower is better", "gate runs, the oldest first"]);
  assert.deepEqual(
    linesOf(svg).map(({ length }) => length),
    [40, 40],
  );
});

test("a change point is drawn between its runs, said in words and labelled with its size", () => {
  const svg = read(trendChart(CHART));
  const marks = svg.g.line.filter((line) => line.title !== undefined);
  assert.equal(marks.length, 1);
  assert.match(marks[0]!.title!, /^webhook service CPU per delivery got worse on 2026-01-26 with 0255d6e7f809: /);
  assert.ok(svg.desc["#text"].includes(marks[0]!.title!));
  const [before, after] = linesOf(svg)[0]!.slice(24, 26);
  assert.ok(before! < Number(marks[0]!["@x1"]) && Number(marks[0]!["@x1"]) < after!);
  assert.match(textsOf(svg, "size")[0]!, /^\+[89]\.\d %$/);
});

test("texts lie within the picture and clear of each other, at any width", () => {
  for (const width of [330, 640, 808]) assertTextsFit(trendFigure(CHART).draw(width), "trend");
});

test("one run, equal values, zeros and names that mean harm still give a chart", () => {
  const series = CHART.series[0]!;
  const cases: Chart[] = [
    { ...CHART, series: [{ ...series, points: series.points.slice(0, 1), changes: [] }] },
    { ...CHART, series: [{ ...series, points: series.points.map((point) => ({ ...point, value: 5 })), changes: [] }] },
    { ...CHART, series: [{ ...series, points: series.points.map((point) => ({ ...point, value: 0 })), changes: [] }] },
    { ...CHART, scenario: NASTY, metric: NASTY, series: [{ ...series, approach: NASTY }] },
    { ...CHART, series: Array.from({ length: 6 }, (_, place) => ({ ...series, place, approach: `a${place}` })) },
  ];
  for (const chart of cases) {
    const svg = trendChart(chart);
    read(svg);
    assert.doesNotMatch(svg, /\b(undefined|NaN|Infinity)\b/);
  }
});

test("a chart's file says what it shows and stays in its folder", () => {
  assert.equal(chartFile(CHART), "chat-service-cpu-per-delivery-a1b2c3d4-00ff00ff.svg");
  assert.match(chartFile({ ...CHART, scenario: "../../etc/x y", metric: NASTY }), /^[\w-][\w.-]*\.svg$/);
});
