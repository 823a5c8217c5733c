import assert from "node:assert/strict";
import { test } from "node:test";
import { groupBy } from "../../../src/group-by.js";
import type { TrialRecord } from "../../../src/studies/capacity/record.js";
import { CapacityStudy, type StudyOptions } from "../../../src/studies/capacity/study.js";
import { OPTIONS, simulatedService } from "./simulated-service.js";

const options: StudyOptions = { ...OPTIONS, approaches: ["a", "b", "c"], reference: "a", seed: 3 };
const CAPACITIES: Record<string, number> = { a: 4_000, b: 1_000, c: 400 };

type Played = Pick<TrialRecord, "number" | "block" | "approach" | "rate" | "outcome" | "reasons">;

/** Plays a study to its end, or until so many trials were played. */
function played(study: CapacityStudy, outcome: (next: Played) => Played["outcome"], most = 1_000): Played[] {
  const trials: Played[] = [];
  for (let next = study.next(); next !== undefined && trials.length < most; next = study.next()) {
    const trial: Played = { ...next, outcome: "passed", reasons: [{ code: "disturbed", message: "" }] };
    trial.outcome = outcome(trial);
    trials.push(trial);
    study.take(trial);
  }
  return trials;
}

const noiseless = ({ approach, rate }: Played): Played["outcome"] =>
  rate < CAPACITIES[approach]! ? "passed" : "failed";

test("each block has every approach once, in an order of its own", () => {
  const trials = played(new CapacityStudy(options), noiseless);
  const blocks = groupBy(trials, ({ block }) => String(block));
  assert.deepEqual(
    [...blocks.keys()],
    Array.from({ length: 24 }, (_, i) => String(i + 1)),
  );
  for (const [block, of] of blocks)
    assert.deepEqual(of.map(({ approach }) => approach).sort(), ["a", "b", "c"], `${block}`);
  assert.ok(new Set([...blocks.values()].map((of) => of.map(({ approach }) => approach).join(""))).size > 3);
  assert.deepEqual(
    trials.map(({ number }) => number),
    trials.map((_, i) => i + 1),
  );
});

test("a trial that does not count has its place in the next block; the others do not wait for it", () => {
  let vain = 0;
  const trials = played(new CapacityStudy(options), (trial) =>
    trial.approach === "b" && vain++ < 3 ? "not-counted" : noiseless(trial),
  );
  const ofB = trials.filter(({ approach }) => approach === "b");
  assert.equal(ofB.length, 27);
  assert.ok(
    ofB.slice(1, 4).every(({ rate }) => rate === ofB[0]!.rate),
    "at the same rate",
  );
  assert.deepEqual(
    trials.filter(({ block }) => block > 24).map(({ approach }) => approach),
    ["b", "b", "b"],
  );
});

test("a study that is broken off after any trial goes on as if it had not been", () => {
  const whole = played(new CapacityStudy(options), noiseless);
  for (const kept of [1, 2, 3, 17, 40, whole.length]) {
    const study = new CapacityStudy(options, whole.slice(0, kept));
    assert.deepEqual([...whole.slice(0, kept), ...played(study, noiseless)], whole, `${kept}`);
  }
});

test("answers and ratios, with what counted", () => {
  const study = new CapacityStudy(options);
  assert.equal(study.doneRatio, 0);
  played(study, noiseless);
  assert.equal(study.doneRatio, 1);
  const { answers, ratios } = study.findings();
  assert.deepEqual(
    answers.map(({ approach, answer, counted, inVain }) => [approach, answer.kind, counted, inVain]),
    ["a", "b", "c"].map((approach) => [approach, "found", 24, 0]),
  );
  for (const [i, [approach, expected]] of (
    [
      ["b", 0.25],
      ["c", 0.1],
    ] as const
  ).entries()) {
    const { ratio, low, high } = ratios[i]!;
    assert.equal(ratios[i]!.approach, approach);
    assert.ok(low < expected && expected < high && Math.abs(ratio / expected - 1) < 0.05, JSON.stringify(ratios[i]));
  }
});

test("there is no ratio to a capacity that was not found", () => {
  const study = new CapacityStudy({ ...options, mostRate: 2_000 });
  played(study, noiseless);
  const { answers, ratios } = study.findings();
  assert.deepEqual([answers[0]!.answer.kind, ratios], ["not-below", []]);
});

test("the interval of the ratio holds it as often as it says", () => {
  let hits = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const two = { ...options, approaches: ["a", "b"], seed };
    const services = new Map(
      two.approaches.map((name, i) => [
        name,
        simulatedService(CAPACITIES[name]!, { spread: 0.1, lapses: 0 }, seed * 2 + i),
      ]),
    );
    const study = new CapacityStudy(two);
    played(study, ({ approach, rate }) => (services.get(approach)!(rate) ? "passed" : "failed"));
    const [{ low, high } = { low: 0, high: 0 }] = study.findings().ratios;
    if (low <= 0.25 && 0.25 <= high) hits++;
  }
  assert.ok(hits >= 35, `${hits} of 40`);
});
