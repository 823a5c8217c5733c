/** From rounds to a report: the scenario's own objectives beside the comparison. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Played } from "../../src/arms/play.js";
import { gateReport } from "../../src/arms/report-of-gate.js";
import { decide, exitCodeOf } from "../../src/gate/decide.js";
import { gateRounds } from "../../src/gate/figures.js";
import type { Result } from "../../src/result/result.js";
import { part, resultOf } from "../reporters/fixture.js";

const ROUNDS = 12;
const circumstances = { base: { label: "main" }, head: { label: "fix" }, command: "npm run gate" };

/** Base and head alike, but for what `bend` does to head. */
function played(bend: (head: Result) => void = () => {}): Played {
  const base = resultOf(ROUNDS);
  const head = resultOf(ROUNDS, undefined, bend);
  const first = new Map(base.rounds.map(({ number }) => [number, number % 2 === 0 ? "base" : "head"] as const));
  const rounds = gateRounds({ base: base.rounds, head: head.rounds, first });
  const decision = decide(rounds, {
    approaches: head.approaches,
    transports: head.transports!,
    loop: "open",
    base: "live",
    last: true,
  });
  return { played: head, head, rounds, decision, minutes: 2.5 };
}

test("the report has what every format needs", () => {
  const report = gateReport(played(), circumstances);
  assert.equal(report.scenario, "chat");
  assert.equal(report.rounds, ROUNDS);
  assert.equal(report.verdict, "pass", report.reason);
  assert.equal(report.minutes, 2.5, "as the stopwatch has it, whatever the clock of the wall says");
  assert.match(report.machine.fingerprint, /^[0-9a-f]{16}$/);
  assert.ok(!("moreRounds" in report));
});

test("an objective that is missed is a regression, whatever the comparison says", () => {
  const report = gateReport(
    played((head) => {
      head.scenario.objectives = { latencyP99Ms: 0.001 };
    }),
    circumstances,
  );
  assert.deepEqual([report.verdict, exitCodeOf(report)], ["regression", 1]);
  assert.match(report.reason, /^webhook: latency p99 is [\d.]+ ms.*, the limit is 0\.001 ms\./);
  assert.deepEqual(
    report.failures.map(({ code }) => code),
    ["objective-missed", "objective-missed"],
  );
});

test("an unfit machine misses no objective: the approach is inconclusive", () => {
  const report = gateReport(
    played((head) => {
      head.scenario.objectives = { latencyP99Ms: 0.001 };
      for (const { number } of head.rounds) {
        for (const { name } of head.approaches) part(head, number, name).generator.verdict = "disturbed";
      }
    }),
    circumstances,
  );
  assert.deepEqual([report.verdict, report.failures, exitCodeOf(report)], ["inconclusive", [], 3]);
});
