import assert from "node:assert/strict";
import { test } from "node:test";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { trendChart } from "../../src/trend/chart.js";
import { type Chart, chartsOf } from "../../src/trend/series.js";
import { chartFile } from "../../src/trend/write-charts.js";
import { NASTY } from "../reporters/gate/fixture.js";
import { HISTORY } from "./fixture.js";

const [CHART] = chartsOf(HISTORY, { last: 100 }) as [Chart, ...Chart[]];

interface Svg {
  title: string;
  desc: string;
  style: string;
  text: { "#text": string; "@class": string; "@x"?: string; "@y"?: string }[];
  polyline: { "@class": string; "@points": string }[];
  path: { title?: string }[];
  line: { "@class": string; "@x1": string; title?: string }[];
}

function read(svg: string): Svg {
  assert.equal(XMLValidator.validate(svg), true);
  const isArray = (name: string): boolean => ["text", "polyline", "path", "line"].includes(name);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    parseTagValue: false,
    alwaysCreateTextNode: false,
    isArray,
  });
  return (parser.parse(svg) as { svg: Svg }).svg;
}

const textsOf = (svg: Svg, kind: string): string[] =>
  svg.text.filter((one) => one["@class"] === kind).map((one) => one["#text"]);

test("a chart is well-formed, has a title, axes with units, and a line per approach", () => {
  const svg = read(trendChart(CHART));
  assert.equal(svg.title, "chat: service CPU per delivery");
  assert.deepEqual(textsOf(svg, "legend"), ["webhook", "websocket"]);
  const ticks = textsOf(svg, "tick");
  assert.ok(ticks.includes("0") && ticks.includes("40.0 µs") && ticks.includes("2026-01-01"), ticks.join(" "));
  assert.equal(textsOf(svg, "label").length, 2);
  assert.deepEqual(
    svg.polyline.map((line) => line["@points"].split(" ").length),
    [40, 40],
  );
});

test("a change point is drawn between its runs, said in words and labelled with its size", () => {
  const svg = read(trendChart(CHART));
  const marks = svg.line.filter((line) => line["@class"].startsWith("change"));
  assert.equal(marks.length, 1);
  assert.match(marks[0]!.title!, /^webhook service CPU per delivery got worse on 2026-01-26 with 0255d6e7f809: /);
  assert.ok(svg.desc.includes(marks[0]!.title!));
  const [before, after] = svg.polyline[0]!["@points"].split(" ")
    .slice(24, 26)
    .map((point) => Number(point.split(",")[0]));
  assert.ok(before! < Number(marks[0]!["@x1"]) && Number(marks[0]!["@x1"]) < after!);
  assert.ok(textsOf(svg, "tick").some((label) => /^\+[89]\.\d %$/.test(label)));
});

test("every mark and text lies within the picture", () => {
  const text = trendChart(CHART);
  const svg = read(text);
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(text)!.map(Number);
  const spots = svg.polyline.flatMap((line) => line["@points"].split(" ").map((point) => point.split(",").map(Number)));
  const placed = svg.text.filter((one) => one["@x"]).map((one) => [Number(one["@x"]), Number(one["@y"])]);
  for (const [x, y] of [...spots, ...placed])
    assert.ok(x! >= 0 && x! <= width! && y! >= 0 && y! <= height!, `${x}, ${y}`);
});

test("it has its own background and colours for a light and a dark reader, all with contrast enough", () => {
  const { style } = read(trendChart(CHART));
  const [light, dark] = style.split("@media(prefers-color-scheme:dark)");
  for (const rules of [light!, dark!]) {
    const colour = (selector: string, property: string): string =>
      new RegExp(`${selector}\\{[^}]*${property}:(#[0-9a-f]{6})`).exec(rules)![1]!;
    const paper = colour("\\.paper", "fill");
    assert.ok(contrast(colour("text", "fill"), paper) >= 7);
    for (const i of [0, 1, 2, 3]) assert.ok(contrast(colour(`\\.line${i}`, "stroke"), paper) >= 3, `line ${i}`);
  }
});

/** WCAG 2.2, contrast ratio: 3 is enough for graphics, 7 for text at the strictest level. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [red, green, blue] = [1, 3, 5].map((i) => {
      const part = Number.parseInt(colour.slice(i, i + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter! + 0.05) / (darker! + 0.05);
}

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
