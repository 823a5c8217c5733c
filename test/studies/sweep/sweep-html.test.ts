import assert from "node:assert/strict";
import { test } from "node:test";
import type { Prices } from "../../../src/studies/crossover/prices.js";
import type { SweepRecord } from "../../../src/studies/sweep/record.js";
import { charts } from "../../../src/studies/sweep/report/hooks.js";
import { sweepHtml } from "../../../src/studies/sweep/report/sweep-html.js";
import { sweepReport } from "../../../src/studies/sweep/report/sweep-md.js";
import { assertTextsFit } from "../../reporters/charts/text-boxes.js";
import { NASTY } from "../../reporters/gate/fixture.js";
import { assertNoForeignMarkup, assertWholePage, headerOf, wordsOfPage } from "../../reporters/html/page-checks.js";
import { logSpaced, simulatedSweep } from "../crossover/simulated-sweep.js";
import { chartedGrid, chartedSweep, LONG_NAME } from "./charted-sweep.js";

/** A gateway that takes for each message and for each minute of a connection. */
const PRICES: Prices = {
  title: "A list",
  date: "2026-09-20",
  currency: "USD",
  cpuHour: { price: 0.05 },
  transports: {
    webhook: { perMillionRequests: { price: 1 } },
    websocket: { perMillionMessages: { price: 1 }, perMillionConnectionMinutes: { price: 0.25 } },
  },
};

const small = (change: (record: SweepRecord) => void = () => {}): SweepRecord => {
  const record = simulatedSweep({
    rates: logSpaced(1, 1_000, 4).map(Math.round),
    rounds: 6,
    approaches: { webhook: { standing: 4e5, perDelivery: 40_000 }, websocket: { standing: 2e6, perDelivery: 20_000 } },
    noise: { spread: 0.02, shared: 0.5 },
    seed: 2,
  });
  change(record);
  return record;
};
/** With a point of each kind: surely less, surely more, undecided, not to be used, not measured. */
function smallGrid(): SweepRecord {
  const record = chartedGrid();
  const rates = [1, 21.5, 46.4, 464, 1_000];
  record.question.axes = record.question.axes.map((axis, i) => ({ ...axis, values: i === 0 ? [100, 10_000] : rates }));
  record.points = record.points
    .filter(({ at: [bytes, rate] }) => bytes !== 1_000 && rates.includes(rate as number))
    .map((point, i) => ({ ...point, number: i + 1 }));
  return record;
}
const pageOf = (record: SweepRecord, hasReport?: (folder: string) => boolean): string =>
  sweepHtml(record, "reports/x", hasReport);

test("the first screen has the question, the answer of sweep.md and who is better where", () => {
  const record = small();
  const page = pageOf(record);
  assertWholePage(page);
  const header = wordsOfPage(headerOf(page));
  assert.match(
    header,
    /over 4 values of arrivals\.perSecond, from 1 to 1000, with 6 rounds of each point, what does each of webhook and websocket cost/,
  );
  const said = /^- (.*)$/m.exec(sweepReport(record, "")[0]!.text)![1]!.replace(/[`*]/g, "");
  assert.ok(header.includes(said), said);
  assert.match(said, /in CPU, webhook is surely cheaper up to [\d.]+ events\/s and websocket from [\d.]+ events\/s on/);
  assert.match(headerOf(page), /<figure id="sweep-cheaper"/);
});

test("who is better where: a mark for each point, a range for each crossover, and Fieller's interval within it", () => {
  const { figure } = charts.flatMap((chartsOf) => chartsOf(small()))[0]!;
  const drawn = figure.draw(640).body.join("");
  assert.match(drawn, /<title>at 1.00: webhook ÷ websocket [\d.]+× \([\d.–]+\), less with webhook<\/title>/);
  assert.match(drawn, /<title>at 1,000: webhook ÷ websocket [\d.]+× \([\d.–]+\), less with websocket<\/title>/);
  assert.match(drawn, /class="shade"[^>]*><title>they cost the same somewhere between [\d.]+ and [\d.]+</);
  assert.match(drawn, /class="strip"[^>]*><title>Fieller&apos;s interval: ([\d.]+)–([\d.]+)</);
  assert.match(drawn, /class="axis dashed"[^>]*><title>the cost lines meet at [\d.]+</);
  assert.ok(figure.rows.some(([, , , , said]) => said?.startsWith("the cost lines meet at")));
});

test("a point that is sure by itself and lies behind undecided ends is no claim, in the picture as in the answer", () => {
  const record = small(({ points }) => {
    for (const { rounds } of [points[0]!, points[3]!])
      for (const [i, { approaches }] of rounds.entries())
        for (const one of approaches) one.cpuNsPerSecond = (one.approach === "webhook") === (i % 2 === 0) ? 2e6 : 1e6;
  });
  const { figure } = charts.flatMap((chartsOf) => chartsOf(record))[0]!;
  const marks = figure.draw(640).body.filter((one) => /<title>at [\d.,]+: webhook ÷ websocket/.test(one));
  assert.deepEqual(
    marks.map((one) => /class="(open|f\d)/.exec(one)![1]),
    ["open", "open", "open", "open"],
  );
  assert.equal(figure.rows.filter(([, , , , says]) => /by this point alone$/.test(says!)).length, 2);
  assert.match(wordsOfPage(headerOf(pageOf(record))), /webhook beside websocket: nothing is decided at any point/);
});

test("by a price list, a month has its chart, its crossover and what it consists of", () => {
  const page = pageOf(
    small((record) => {
      record.prices = PRICES;
    }),
  );
  assertWholePage(page);
  assert.match(page, /<figure id="sweep-money"/);
  assert.match(page, /By the prices of A list, 2026-09-20/);
  assert.match(page, /<figure id="sweep-bill".*requests at the gateway.*connections at the gateway/s);
  assert.match(wordsOfPage(headerOf(page)), /in (bytes on the wire|CPU|money)/);
  assert.doesNotMatch(pageOf(small()), /id="sweep-(money|bill)"/);
});

test("a grid begins with a tile for each pair of values, whose look says who needs less and how surely", () => {
  const record = smallGrid();
  const page = pageOf(record);
  assertWholePage(page);
  assert.match(headerOf(page), /<figure id="sweep-grid-cpuNsPerSecond-1"/);
  const { figure } = charts.flatMap((chartsOf) => chartsOf(record))[0]!;
  const drawn = figure.draw(640).body.join("");
  const tiles = (kind: string): number =>
    drawn.match(new RegExp(`<rect class="${kind}"[^>]*><title>`, "g"))?.length ?? 0;
  const rows = (says: RegExp): number => figure.rows.filter((row) => says.test(row.at(-1)!)).length;
  assert.equal(figure.rows.length, record.points.length);
  assert.deepEqual(
    [tiles("f0 half"), tiles("f2 half"), tiles("open unsure dashed"), tiles("open grid")],
    [rows(/less with webhook$/), rows(/less with websocket$/), rows(/cannot be told/), rows(/no ratio|not measured/)],
  );
  assert.ok(tiles("f0 half") > 0 && tiles("f2 half") > 0 && tiles("open grid") > 0);
  assert.match(
    wordsOfPage(headerOf(page)),
    /Service CPU per second: of \d+ points, webhook surely needs less than websocket at \d+ and more at \d+/,
  );
});

test("texts of every chart fit, with names of 60 characters and at every width", () => {
  for (const record of [Object.assign(chartedSweep(), { prices: PRICES }), smallGrid()])
    for (const { figure } of charts.flatMap((chartsOf) => chartsOf(record)))
      for (const width of [330, 640]) assertTextsFit(figure.draw(width), figure.name);
  const words = small((record) => {
    const axes = ["payload.template", "flow"].map((path, axis) => ({
      path,
      values: [`${LONG_NAME}-${axis}`, `short-${axis}`],
      spacing: "list" as const,
    }));
    record.question.axes = axes;
    for (const [i, point] of record.points.entries()) point.at = [axes[0]!.values[i >> 1]!, axes[1]!.values[i & 1]!];
  });
  for (const { figure } of charts.flatMap((chartsOf) => chartsOf(words))) assertTextsFit(figure.draw(330), figure.name);
});

test("one approach has no comparison, and its answer is from where to where its figures go", () => {
  const page = pageOf(
    small((record) => {
      record.question.scenario.approaches.shift();
      for (const { rounds } of record.points) for (const round of rounds) round.approaches.shift();
    }),
  );
  assertWholePage(page);
  assert.doesNotMatch(page, /Who gets cheaper|÷|sweep-cheaper/);
  assert.match(
    wordsOfPage(headerOf(page)),
    /websocket: service CPU per delivery from [\d.]+ µs \(arrivals\.perSecond=1000\) to/,
  );
  assert.match(headerOf(page), /<figure id="sweep-cpu"/);
});

test("a study that was broken off says so, with what it has; one that has nothing says that", () => {
  const broken = small((record) => {
    Object.assign(record, { state: "failed", failure: { code: "output-lost", message: `The disk is full. ${NASTY}` } });
    for (const [i, point] of record.points.entries()) point.rounds = i === 0 ? [] : point.rounds.slice(0, i);
  });
  const page = pageOf(broken);
  assertWholePage(page);
  assertNoForeignMarkup(page);
  assert.match(wordsOfPage(headerOf(page)), /not complete \(failed\)\. The disk is full\..*sweep --resume reports\/x/s);
  assert.match(wordsOfPage(page), /arrivals\.perSecond=1: 0 of 6 rounds\n+No round of it counted/);
  const nothing = pageOf(
    small((record) => {
      record.state = "interrupted";
      for (const point of record.points) point.rounds = [];
    }),
  );
  assertWholePage(nothing);
  assert.match(wordsOfPage(headerOf(nothing)), /Nothing was measured: no round has ended/);
  assert.doesNotMatch(nothing, /<svg/);
});

test("a point links to its own report where it has one, and to nothing else", () => {
  const record = small((one) => {
    one.points[1]!.folder = "javascript:alert(1)//x";
    one.points[2]!.folder = "../../elsewhere";
  });
  const page = pageOf(record, (folder) => folder !== "points/4");
  assert.deepEqual(
    [...page.matchAll(/href="([^#"][^"]*)"/g)].map(([, href]) => href),
    ["points/1/report.html"],
  );
  assert.doesNotMatch(pageOf(record), /report\.html"/);
});

test("whatever anybody wrote is text", () => {
  for (const record of [small(), smallGrid()]) {
    const { scenario, axes } = record.question;
    Object.assign(scenario, { title: NASTY, flow: NASTY, guarantee: NASTY });
    axes[0]!.path = NASTY;
    record.prices = { ...PRICES, title: NASTY };
    record.points[0]!.inVain = [{ round: 1, played: 1, reason: "broke-off", message: NASTY }];
    const page = pageOf(record);
    assertNoForeignMarkup(page);
    assertWholePage(page);
  }
});
