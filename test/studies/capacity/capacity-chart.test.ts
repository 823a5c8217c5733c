import assert from "node:assert/strict";
import { test } from "node:test";
import { XMLValidator } from "fast-xml-parser";
import { capacityFigure } from "../../../src/studies/capacity/report/capacity-chart.js";
import { capacityChartFiles } from "../../../src/studies/capacity/report/capacity-charts.js";
import { capacityMarkdown } from "../../../src/studies/capacity/report/capacity-md.js";
import { assertTextsFit } from "../../reporters/charts/text-boxes.js";
import { matchesGolden } from "../../reporters/golden.js";
import { questionAbout, recordOf } from "./asked.js";
import { chartedStudy } from "./charted-study.js";

test("a study's trials look as they did, and capacity.md shows them", async () => {
  const record = await chartedStudy();
  const { file, text } = capacityChartFiles(record)[0]!;
  assert.equal(XMLValidator.validate(text), true);
  matchesGolden("capacity.svg", text);
  assert.match(
    capacityMarkdown(record, "x"),
    new RegExp(`!\\[GitHub events: Trials and capacity\\. .*\\]\\(${file}\\)`),
  );
});

test("each trial is a mark of its outcome, with what the table says of it", async () => {
  const record = await chartedStudy();
  const figure = capacityFigure(record)!;
  const tips = [
    ...figure
      .draw(640)
      .body.join("")
      .matchAll(/<title>trial (\d+) of (\w+), ([^:]+): (passed|failed|not counted)/g),
  ];
  assert.deepEqual(
    tips.map(([, ...said]) => said.join()).sort(),
    figure.rows.map((row) => row.slice(0, 4).join()).sort(),
  );
  for (const width of [330, 640]) assertTextsFit(figure.draw(width), "capacity");
});

test("before the first trial there is no chart", async () => {
  const record = recordOf(await questionAbout("github-events", 2));
  assert.deepEqual(capacityChartFiles(record), []);
  assert.doesNotMatch(capacityMarkdown(record, "x"), /!\[/);
});
