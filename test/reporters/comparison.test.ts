import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { COMPANY_RATIO_FACTOR } from "../../src/reporters/company.js";
import { type Comparison, HEADLINE_LEVEL, headlineMetrics, standings } from "../../src/reporters/comparison.js";
import { comparisonCsv } from "../../src/reporters/csv/comparison-csv.js";
import { columnName } from "../../src/reporters/csv/to-csv.js";
import { duration, percent } from "../../src/reporters/format.js";
import { comparedMetricNames } from "../../src/reporters/ratios.js";
import { isWorthAWord, smallestEffects } from "../../src/reporters/smallest-effects.js";
import { tabulate } from "../../src/reporters/tables.js";
import type { Result } from "../../src/result/result.js";
import { csvRecords } from "./csv-records.js";
import { part, resultOf, WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET } from "./fixture.js";

const of = (result: Result, metric: Comparison["metric"]): Comparison =>
  tabulate(result).ratios.find((one) => one.metric === metric)!;

test("what is clear in six rounds is claimed, for one pair and for three", () => {
  const far = { ...WEBHOOK, name: "webhook-far", cpuNsPerDelivery: 500_000, medianNs: 3_000_000 };
  for (const others of [[WEBHOOK], [WEBHOOK, WEBHOOK_NEW_CONNECTION, far]]) {
    const { ratios, closedLoop, idle } = tabulate(resultOf(6, [...others, WEBSOCKET]));
    const asked = ratios.filter(({ metric }) => headlineMetrics({ closedLoop, idle }).includes(metric));
    assert.equal(asked.length, 3 * others.length);
    for (const one of asked) {
      assert.equal(one.standing, "claimed", JSON.stringify(one));
      assert.ok(one.adjustedP! <= HEADLINE_LEVEL);
    }
  }
});

test("figures that the headline does not ask for are compared and not claimed", () => {
  const wire = of(resultOf(6), "wireBytesPerDelivery");
  assert.deepEqual(
    [wire.standing, wire.decided, wire.worthAWord, wire.adjustedP],
    ["not-asked", true, true, undefined],
  );
});

test("an effect must be large enough by ratio, and a latency also by time", () => {
  assert.ok(isWorthAWord("serviceCpuUsPerDelivery", 1.25, []));
  assert.ok(isWorthAWord("serviceCpuUsPerDelivery", 1 / 1.25, []));
  assert.ok(!isWorthAWord("serviceCpuUsPerDelivery", 0.95, []));
  assert.ok(!isWorthAWord("latencyP99Ns", 0.991, [2.27e9, 2.3e9]));
  assert.ok(!isWorthAWord("latencyP50Ns", 2, [90_000, 45_000]), "0.045 ms are nothing in any network");
  assert.ok(isWorthAWord("latencyP50Ns", 2, [400_000, 200_000]));
  assert.ok(!isWorthAWord("latencyP50Ns", undefined, [1, 2]));
});

test("a ratio of CPU that company alone may make is never claimed, however sure it is", () => {
  const within = (COMPANY_RATIO_FACTOR + 1) / 2;
  const twin = { ...WEBSOCKET, name: "websocket-twin" };
  const standingAt = (factor: number): string =>
    of(
      resultOf(8, [twin, WEBSOCKET], (bent) => {
        for (const { number } of bent.rounds) {
          const [one, other] = [part(bent, number, "websocket"), part(bent, number, "websocket-twin")];
          other.latency = one.latency;
          other.service.cpuNs = one.service.cpuNs! * (factor + number / 10_000);
        }
      }),
      "serviceCpuUsPerDelivery",
    ).standing;
  assert.deepEqual([standingAt(within), standingAt(1 / within)], ["too-small", "too-small"]);
  assert.deepEqual(
    [standingAt(COMPANY_RATIO_FACTOR + 0.01), standingAt(1 / COMPANY_RATIO_FACTOR - 0.01)],
    ["claimed", "claimed"],
  );
});

test("a latency that two hosts stamped is claimed only beyond what their clocks leave open", () => {
  const standingWith = (clockBoundNs: number, flow: Result["scenario"]["flow"]): string => {
    const result = resultOf(
      6,
      [
        { ...WEBHOOK, medianNs: 3_000_000 },
        { ...WEBSOCKET, medianNs: 1_000_000 },
      ],
      (bent) => {
        bent.scenario.flow = flow;
        for (const round of bent.rounds) round.hosts = [{ worker: "a", clients: 10, clockBoundNs }];
      },
    );
    return of(result, "latencyP50Ns").standing;
  };
  assert.deepEqual(
    [standingWith(0, "ingest"), standingWith(500_000, "ingest"), standingWith(1_500_000, "ingest")],
    ["claimed", "claimed", "within-clocks"],
  );
  assert.equal(standingWith(1_500_000, "relay"), "claimed", "rooms stay on one worker, so one clock stamped both ends");
});

test("comparison.csv has a line for every pair and figure, with all that may be said of it", () => {
  const result = resultOf(6, [WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET], (bent) => {
    part(bent, 1, "webhook").generator.verdict = "generator-bound";
  });
  const lines = csvRecords(comparisonCsv(result));
  assert.equal(lines.length, 2 * comparedMetricNames.length);
  assert.deepEqual([...new Set(lines.map(({ metric }) => metric))], comparedMetricNames.map(columnName));
  const [webhook] = lines;
  assert.deepEqual(
    [webhook!.rounds, webhook!.usable_rounds, webhook!.low, webhook!.decided, webhook!.standing],
    ["6", "5", "", "false", "no-interval"],
  );
  for (const { standing, rounds } of lines) assert.ok(standing! in standings && rounds === "6");
  const other = lines.find(
    ({ approach, metric }) => approach === "webhook-new-connection" && metric === "latency_p50_ns",
  );
  assert.ok(Number(other!.low) < Number(other!.ratio) && Number(other!.ratio) < Number(other!.high));
  assert.deepEqual([other!.worth_a_word, other!.confidence], ["true", "0.96875"]);
});

test("the page on reading a report has the level and the smallest effects as they are", () => {
  const page = readFileSync("docs/reading-a-report.md", "utf8");
  assert.ok(page.replace(/\s+/g, " ").includes(`at most ${percent(HEADLINE_LEVEL)} of all runs`));
  for (const [metric, { ratio, difference }] of Object.entries(smallestEffects)) {
    const line = page.split("\n").find((one) => one.startsWith(`| \`${columnName(metric)}\` `));
    assert.ok(line, metric);
    assert.ok(line.includes(`${percent(ratio - 1)}`), line);
    assert.equal(line.includes(`and ${duration(difference)}`), difference !== undefined, line);
  }
  for (const standing of Object.keys(standings)) assert.ok(page.includes(`| \`${standing}\` `), standing);
});
