import assert from "node:assert/strict";
import { test } from "node:test";
import { clopperPearson } from "../../../src/statistics/binomial.js";
import { CapacitySearch } from "../../../src/studies/capacity/search.js";
import { covered, NOISES, noiseText, OPTIONS, searched, simulatedService } from "./simulated-service.js";

const near = (value: number, expected: number, ratio = 1.03): boolean =>
  Math.abs(Math.log(value / expected)) < Math.log(ratio);

for (const noise of NOISES) {
  test(`the interval holds the capacity as often as it says: ${noiseText(noise)}`, () => {
    const searches = 60;
    const hits = covered(noise, searches);
    assert.ok(clopperPearson(hits, searches).high >= 0.95, `${hits} of ${searches}`);
  });
}

test("a service without noise is found within a few percent", () => {
  for (const capacity of [50, 66.9, 67.1, 1_000, 40_000]) {
    const answer = searched((rate) => rate < capacity);
    assert.ok(answer.kind === "found", JSON.stringify(answer));
    assert.ok(near(answer.estimate, capacity, 1.05), `${answer.estimate} of ${capacity}`);
    assert.ok(
      answer.from <= capacity && capacity <= answer.to && answer.to / answer.from < 1.25,
      JSON.stringify(answer),
    );
  }
});

test("the first trials climb until one fails, and all rates can be played", () => {
  const search = new CapacitySearch({ ...OPTIONS, mostRate: 2_000 });
  const rates: number[] = [];
  for (let rate = search.nextRate(); rate !== undefined; rate = search.nextRate()) {
    rates.push(rate);
    search.add({ rate, passed: rate < 900 });
  }
  assert.equal(rates.length, OPTIONS.trials);
  for (const [i, expected] of [67, 134, 268, 536, 1_072].entries()) assert.ok(near(rates[i]!, expected), `${rates}`);
  assert.ok(
    rates.every((rate) => rate >= OPTIONS.leastRate && rate < 2 * 900),
    `${rates}`,
  );
});

test("no trial is played at more than twice what passed", () => {
  for (const capacity of [70, 300, 2_000, 30_000]) {
    const search = new CapacitySearch(OPTIONS);
    let passed = OPTIONS.startRate / 2;
    for (let rate = search.nextRate(); rate !== undefined; rate = search.nextRate()) {
      assert.ok(rate < passed * 2.05, `${rate} after ${passed}`);
      if (rate < capacity) passed = Math.max(passed, rate);
      search.add({ rate, passed: rate < capacity });
    }
  }
});

test("a first trial that fails by a lapse, at the least rate, ends nothing", () => {
  let trials = 0;
  const answer = searched((rate) => ++trials > 1 && rate < 500, { ...OPTIONS, startRate: OPTIONS.leastRate });
  assert.ok(
    trials === OPTIONS.trials && answer.kind === "found" && near(answer.estimate, 500, 1.1),
    JSON.stringify(answer),
  );
});

test("an interval that reaches beyond the greatest rate is a lower bound", () => {
  const kinds = new Set<string>();
  for (let seed = 1; seed <= 10; seed++) {
    const passes = simulatedService(900, { spread: 0.1, lapses: 0 }, seed);
    const answer = searched(passes, { ...OPTIONS, mostRate: 1_000 });
    kinds.add(answer.kind);
    if (answer.kind === "found") assert.ok(answer.to <= 1_000, JSON.stringify(answer));
    else assert.ok(answer.kind === "not-below" && answer.rate <= 1_000, JSON.stringify(answer));
  }
  assert.ok(kinds.has("not-below"), [...kinds].join());
});

test("what is beyond the range is a bound and no number, after six trials at its end", () => {
  const below = searched((rate) => rate < 20);
  assert.ok(below.kind === "not-above" && near(below.rate, OPTIONS.leastRate), JSON.stringify(below));
  const above = searched(() => true, { ...OPTIONS, mostRate: 2_000 });
  assert.ok(above.kind === "not-below" && near(above.rate, 2_000), JSON.stringify(above));
  assert.equal(above.limit, "range");
});

/** A generator that plays no more than `most`, and a service that carries everything below `capacity`. */
function limitedBy(most: number, capacity = Number.POSITIVE_INFINITY): { search: CapacitySearch; rates: number[] } {
  const search = new CapacitySearch(OPTIONS);
  const rates: number[] = [];
  for (let rate = search.nextRate(); rate !== undefined; rate = search.nextRate()) {
    rates.push(rate);
    if (rate > most) search.excuse(rate, "generator");
    else search.add({ rate, passed: rate < capacity });
  }
  return { search, rates };
}

test("where the generator is the limit there is a lower bound, at a rate that it played", () => {
  for (const most of [70, 300, 2_000, 55_555]) {
    const answer = limitedBy(most).search.answer();
    assert.ok(answer.kind === "not-below" && answer.limit === "generator", JSON.stringify(answer));
    assert.ok(answer.rate <= most && answer.rate > most / 2, `${answer.rate} of ${most}`);
  }
});

test("a generator that is the limit above the capacity does not hide it", () => {
  const answer = limitedBy(1_200, 1_000).search.answer();
  assert.ok(answer.kind === "found" && near(answer.estimate, 1_000), JSON.stringify(answer));
});

test("a generator that was late by chance, at a rate below one that it played, is not the limit", () => {
  const search = new CapacitySearch(OPTIONS);
  let late = 0;
  for (let rate = search.nextRate(); rate !== undefined; rate = search.nextRate()) {
    if (rate > 700 && rate < 1_000 && late++ < 6) search.excuse(rate, "generator");
    else search.add({ rate, passed: rate < 1_050 });
  }
  const answer = search.answer();
  assert.ok(late > 6 && answer.kind === "found" && near(answer.estimate, 1_050, 1.05), JSON.stringify(answer));
});

test("a generator that cannot play even the least rate gives no answer", () => {
  const { search, rates } = limitedBy(10);
  assert.deepEqual(search.answer(), { kind: "undecided", because: "generator" });
  assert.ok(rates.length <= 4, `${rates}`);
});

test("a trial that does not count is played again at its rate, and not for ever", () => {
  const search = new CapacitySearch(OPTIONS);
  const first = search.nextRate()!;
  search.excuse(first, "disturbed");
  assert.equal(search.nextRate(), first);
  search.add({ rate: first, passed: true });
  let vain = 1;
  for (let rate = search.nextRate(); rate !== undefined; rate = search.nextRate()) {
    search.excuse(rate, "disturbed");
    vain++;
  }
  assert.equal(vain, 13, "half of the trials, and one more");
  assert.deepEqual(search.answer(), { kind: "undecided", because: "disturbed" });
});

test("a search that is broken off has no answer yet", () => {
  const search = new CapacitySearch(OPTIONS);
  assert.deepEqual(search.answer(), { kind: "undecided", because: "unfinished" });
  search.add({ rate: search.nextRate()!, passed: true });
  assert.deepEqual(search.answer(), { kind: "undecided", because: "unfinished" });
});

test("a search is fast enough to be forgotten beside a trial", () => {
  const startMs = performance.now();
  for (let i = 0; i < 10; i++) searched((rate) => rate < 1_000);
  const eachMs = (performance.now() - startMs) / 10;
  assert.ok(eachMs < 60, `${eachMs} ms`); // usually about 3
});
