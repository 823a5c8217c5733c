import assert from "node:assert/strict";
import { test } from "node:test";
import type { CapacityRecord } from "../../../src/studies/capacity/record.js";
import { capacityFigure } from "../../../src/studies/capacity/report/capacity-chart.js";
import { capacityHtml } from "../../../src/studies/capacity/report/capacity-html.js";
import { capacityRatiosFigure } from "../../../src/studies/capacity/report/ratios-figure.js";
import { studyOf } from "../../../src/studies/capacity/study.js";
import { assertTextsFit } from "../../reporters/charts/text-boxes.js";
import { NASTY } from "../../reporters/gate/fixture.js";
import { assertNoForeignMarkup, assertWholePage, headerOf, wordsOfPage } from "../../reporters/html/page-checks.js";
import { questionAbout, recordOf } from "./asked.js";
import { chartedStudy } from "./charted-study.js";

const STUDY = await chartedStudy();
const copied = (change: (record: CapacityRecord) => void): CapacityRecord => {
  const record = structuredClone(STUDY);
  change(record);
  return record;
};
const pageOf = (record: CapacityRecord, hasReport?: (folder: string) => boolean): string =>
  capacityHtml(record, "reports/x", hasReport);

test("the first screen has the question, what each carries with its interval, the ratio, and the trials", () => {
  const page = pageOf(STUDY);
  assertWholePage(page);
  const header = wordsOfPage(headerOf(page));
  assert.match(
    header,
    /how many events per second does each of webhook and websocket carry within the limits .*latency p99 at most/,
  );
  assert.match(
    header,
    /webhook carries [\d,]+\/s \(95 % interval [\d,]+–[\d,]+\/s\), which is [\d.]+× the scenario's own rate/,
  );
  assert.match(header, /webhook carries 0\.\d+× \(0\.\d+–0\.\d+\) what websocket carries/);
  assert.match(headerOf(page), /<figure id="capacity"/);
  assert.match(page, /<figure id="capacity-ratios"/);
  assert.match(wordsOfPage(page), /webhook: \d+ trials, \d+ passed, \d+ failed and \d+ not counted/);
});

test("a ratio whose interval holds 1 looks and reads as undecided", () => {
  const figure = capacityRatiosFigure(
    copied(({ ratios }) => {
      Object.assign(ratios[0]!, { ratio: 1.05, low: 0.9, high: 1.2 });
    }),
  )!;
  assert.match(figure.finding, /^Whether webhook carries more or less than websocket cannot be told/);
  assert.match(figure.draw(640).body.join(""), /class="open s0"/);
  for (const width of [330, 640]) assertTextsFit(figure.draw(width), "ratios");
});

test("a bound is shaded to the edge, and is no capacity", () => {
  const record = copied(({ answers, ratios }) => {
    answers[0]!.answer = { kind: "not-below", rate: 5_000, limit: "generator" };
    answers[1]!.answer = { kind: "not-above", rate: 900 };
    ratios.length = 0;
  });
  const page = pageOf(record);
  assertWholePage(page);
  assert.match(
    wordsOfPage(headerOf(page)),
    /webhook: not below 5,000\/s; no capacity, because the generator is the limit/,
  );
  assert.match(wordsOfPage(headerOf(page)), /websocket: not above 900\/s; no capacity, because trials/);
  const drawn = capacityFigure(record)!.draw(640).body.join("");
  assert.match(drawn, /class="shade"[^>]*><title>not below 5,000\/s</);
  assert.match(drawn, /class="shade" x="0"[^>]*><title>not above 900\/s</);
  assert.match(drawn, /only a bound of the capacity is known/);
});

test("a study that was broken off says so, and one without a trial has no chart", async () => {
  const broken = copied((record) => {
    Object.assign(record, { state: "interrupted", trials: record.trials.slice(0, 5) });
    Object.assign(record, studyOf(record).findings());
  });
  const page = pageOf(broken);
  assertWholePage(page);
  assert.match(wordsOfPage(headerOf(page)), /webhook: undecided; no capacity, because the study was broken off/);
  assert.match(wordsOfPage(headerOf(page)), /not complete \(interrupted\).*capacity --resume reports\/x/s);
  const nothing = recordOf(await questionAbout("github-events", 2));
  const empty = pageOf(nothing);
  assertWholePage(empty);
  assert.match(wordsOfPage(headerOf(empty)), /Nothing is known yet/);
  assert.doesNotMatch(empty, /<svg/);
});

test("a trial links to its own report where it has one; whatever anybody wrote is text", () => {
  const page = pageOf(STUDY, (folder) => folder === "trials/3");
  assert.deepEqual(page.match(/href="[^#"][^"]*"/g), ['href="trials/3/report.html"']);
  const hostile = copied(({ question, trials }) => {
    question.scenario.title = NASTY;
    for (const trial of trials) {
      trial.folder = `"><script>${NASTY}`;
      if (trial.outcome === "failed") trial.reasons = [{ code: "queued", message: NASTY }];
    }
  });
  const text = pageOf(hostile, () => true);
  assertNoForeignMarkup(text);
  assertWholePage(text);
});
