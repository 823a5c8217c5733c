import assert from "node:assert/strict";
import { test } from "node:test";
import { exitCodeOfRun, printOutcome } from "../../src/cli/outcome.js";
import { comparedMetricNames } from "../../src/reporters/ratios.js";
import type { DerivedComparison } from "../../src/result/derived.js";
import type { Result } from "../../src/result/result.js";
import { encoded, part, resultOf, WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET } from "../reporters/fixture.js";
import { fakeEnvironment } from "./fake-environment.js";

const result = resultOf(6, [WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET], (bent) => {
  part(bent, 2, "webhook").deliveries.outOfOrder = 1_198;
  bent.scenario.objectives = { latencyP99Ms: 1 };
});

test("a run ends with its headline first, as plain text that fits, and names the missed objectives", async (context) => {
  const environment = await fakeEnvironment(context);
  const directory = `${environment.cwd}/reports/chat/now`;
  printOutcome(
    { ...environment, stdout: { ...environment.stdout, columns: 80, write: (text) => environment.stdout.write(text) } },
    result,
    { json: false, directory, isWritten: true },
  );
  const { text } = environment.stdout;
  const [, title, , first] = text.split("\n");
  assert.equal(title, "Team chat");
  assert.match(first!, /^- webhook, webhook-new-connection and websocket did not meet the objectives\./);
  assert.match(text.replace(/\s+/g, " "), /webhook 1,198 out of order of 32,400/);
  assert.match(text, /^objective missed by webhook: latencyP99Ms 2\.\d+, limit 1$/m);
  assert.match(text, /^Report: reports\/chat\/now\/report\.md$/m);
  assert.doesNotMatch(text, /[`|✓✗]|\*\*|^#|\de\+/m);
  assert.ok(!text.includes("\u001b"));
  assert.ok(text.split("\n").every((line) => [...line].length <= 80));
});

test("a run that broke off says why, and not that it missed what it had no time to measure", async (context) => {
  const failure = { code: "service-died", message: "The webhook service (pid 7) ended with code 9." };
  const died = (rounds: number) =>
    resultOf(rounds, undefined, (bent) => {
      Object.assign(bent, { state: "failed", failure });
      bent.scenario.objectives = { latencyP99Ms: 200, lost: 0 };
      bent.scenario.run.rounds = 6;
      for (const { approaches } of bent.rounds) {
        for (const one of approaches) one.latency = { latency: encoded([]), serviceTime: encoded([]) };
      }
    });
  for (const rounds of [0, 1]) {
    const environment = await fakeEnvironment(context);
    printOutcome(environment, died(rounds), { json: false, directory: environment.cwd, isWritten: true });
    const text = environment.stdout.text.replace(/\s+/g, " ");
    assert.ok(text.includes(`The run failed, ${rounds} of 6 rounds finished: ${failure.message}`), text);
    assert.doesNotMatch(text, /objective missed|did not meet|met the objectives/);
  }
  const environment = await fakeEnvironment(context);
  printOutcome(environment, died(0), { json: true, directory: environment.cwd, isWritten: true });
  assert.deepEqual(JSON.parse(environment.stdout.text).failure, failure);
});

test("for machines the last line holds every ratio with what may be said of it", async (context) => {
  const environment = await fakeEnvironment(context);
  printOutcome(environment, result, { json: true, directory: environment.cwd, isWritten: true });
  const end = JSON.parse(environment.stdout.text) as { type: string; comparison: DerivedComparison[] };
  assert.equal(end.type, "end");
  assert.equal(end.comparison.length, 2 * comparedMetricNames.length);
  const cpu = end.comparison.find(
    ({ metric, approach }) => metric === "serviceCpuUsPerDelivery" && approach === "webhook",
  )!;
  assert.deepEqual(
    [cpu.rounds, cpu.usableRounds, cpu.decided, cpu.worthAWord, cpu.standing],
    [6, 6, true, true, "claimed"],
  );
  assert.ok(cpu.low! < cpu.ratio! && cpu.ratio! < cpu.high! && cpu.confidence! > 0.95);
});

test("a missed objective is 1, one that was not measured 5, and so is an approach that delivered nothing", () => {
  const lost = (objectives: Result["scenario"]["objectives"]) =>
    resultOf(1, [WEBHOOK], (bent) => {
      bent.scenario.objectives = objectives;
      const its = part(bent, 1, "webhook");
      Object.assign(its.deliveries, { delivered: 0, lost: its.deliveries.expected });
      its.latency.latency = encoded([]);
    });
  const cases: [name: string, result: Result, full: number, quick: number][] = [
    ["missed", result, 1, 0],
    ["not measured", lost({ latencyP99Ms: 1_000 }), 5, 5],
    ["missed, and another not measured", lost({ latencyP99Ms: 1_000, lost: 0 }), 1, 5],
    ["nothing delivered, without an objective", lost({}), 5, 5],
    ["no objective", resultOf(1, [WEBHOOK], ({ scenario }) => void Object.assign(scenario, { objectives: {} })), 0, 0],
  ];
  for (const [name, of, full, quick] of cases) {
    assert.deepEqual([exitCodeOfRun(of, false), exitCodeOfRun(of, true)], [full, quick], name);
  }
});

test("a report that could not be written is not pointed to", async (context) => {
  const environment = await fakeEnvironment(context);
  printOutcome(environment, result, { json: false, directory: environment.cwd, isWritten: false });
  assert.doesNotMatch(environment.stdout.text, /report\.md/);
});
