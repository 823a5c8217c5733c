/** Results of several arms: as they are now, with the arm in a field, and as gates once wrote them, with it in the name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkObjectives } from "../../src/gate/threshold.js";
import { beforeAfter } from "../../src/reporters/compare/before-after.js";
import { labelled } from "../../src/reporters/labelled.js";
import { parseResult } from "../../src/reporters/read-result.js";
import { renderReports } from "../../src/reporters/registry.js";
import type { Result } from "../../src/result/result.js";
import { resultOf } from "./fixture.js";

/** The fixture's approaches as two arms, each address written in that way. */
function twoArms(write: (name: string, arm: string) => { name: string; arm?: string }): Result {
  const one = resultOf(3);
  const both = ["base", "head"];
  return {
    ...one,
    approaches: both.flatMap((arm) => one.approaches.map((each) => ({ ...each, ...write(each.name, arm) }))),
    rounds: one.rounds.map((round) => ({
      ...round,
      startOrder: both.flatMap((arm) => round.approaches.map(({ approach }) => `${arm} ${approach}`)),
      approaches: both.flatMap((arm) =>
        round.approaches.map((each) => {
          const { name: approach, ...address } = write(each.approach, arm);
          return { ...each, approach, ...address };
        }),
      ),
    })),
    warnings: both.map((arm) => {
      const { name: approach, ...address } = write("webhook", arm);
      return { code: "service-bound", message: "It was.", advice: "Slower.", approach, ...address };
    }),
  };
}

const typed = twoArms((name, arm) => ({ name, arm }));
const earlier = twoArms((name, arm) => ({ name: `${arm} ${name}` }));

test("reports show labels, and those of an earlier gate's result are the same to the letter", () => {
  const reports = renderReports(typed).filter(({ file }) => file !== "result.json");
  assert.deepEqual(
    reports,
    renderReports(earlier).filter(({ file }) => file !== "result.json"),
  );
  assert.match(reports.find(({ file }) => file === "report.md")!.text, /`head webhook`/);
});

test("both are read, and a result of today can be compared with one of before", () => {
  for (const result of [typed, earlier]) assert.deepEqual(parseResult(JSON.stringify(result), "a file"), result);
  const { onlyBefore, onlyAfter, differences } = beforeAfter(earlier, typed);
  assert.deepEqual([onlyBefore, onlyAfter, differences], [[], [], []]);
});

test("objectives are checked for each arm by its own rounds", () => {
  const result = JSON.parse(JSON.stringify(typed)) as Result; // both arms share their deliveries
  result.scenario.objectives = { lost: 0 };
  for (const { approaches } of result.rounds) {
    const { deliveries } = approaches.find(({ approach, arm }) => approach === "webhook" && arm === "head")!;
    deliveries.delivered--;
  }
  const missed = checkObjectives(result).filter(({ met }) => !met);
  assert.deepEqual(missed, [{ approach: "webhook", arm: "head", objective: "lost", limit: 0, value: 3, met: false }]);
});

test("without arms a result is shown as it is", () => {
  const result = resultOf(2);
  assert.equal(labelled(result), result);
});
