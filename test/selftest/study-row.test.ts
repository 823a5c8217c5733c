/** When a line is met, when a study is worth another attempt, and what is said of a miss. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { conclusion } from "../../src/cli/selftest-text.js";
import { inTheMiddle, runSelftest, studies, worthRepeating } from "../../src/selftest/selftest.js";
import { type Band, row, rowBetween } from "../../src/selftest/study-row.js";

const line = (band: Exclude<Band, "between">, value: number, expected: number) =>
  row(band, { name: `a ${band} figure`, against: "a test", value, expected });

test("a line is met within its band and not beyond it", () => {
  const cases: [band: Exclude<Band, "between">, value: number, expected: number, met: boolean][] = [
    ["exact", 20, 20, true],
    ["exact", 19, 20, false],
    ["exact", Number.NaN, 20, false],
    ["2 %", 5.09, 5, true],
    ["2 %", 4.89, 5, false],
    ["2 % or 1 ms", 10.9, 10, true],
    ["2 % or 1 ms", 11.1, 10, false],
    ["2 % or 1 ms", 203.9, 200, true],
    ["2 % or 1 ms", 195.9, 200, false],
    ["2 % or 1 ms", Number.NaN, 200, false],
    ["must differ", 1, 600, true],
    ["must differ", 601, 600, false],
    ["must differ", Number.NaN, 600, false],
  ];
  for (const [band, value, expected, met] of cases)
    assert.equal(line(band, value, expected).met, met, `${band}: ${value} for ${expected}`);
});

test("a line has a ratio where something was expected", () => {
  assert.equal(line("2 %", 2.5, 5).ratio, 0.5);
  assert.equal("ratio" in line("exact", 0, 0), false);
});

test("a missed time is worth another attempt, a miscount never", () => {
  const [met, late, miscounted] = [line("exact", 1, 1), line("2 %", 7, 5), line("exact", 1, 2)];
  assert.equal(worthRepeating([met]), false);
  assert.equal(worthRepeating([met, late]), true);
  assert.equal(worthRepeating([met, late, miscounted]), false);
});

test("the conclusion tells a defect from a busy machine", () => {
  const attempts = 1;
  const [met, late, miscounted] = [line("exact", 1, 1), line("2 %", 7, 5), line("exact", 1, 2)];
  assert.match(conclusion([{ ...met, attempts }]), /^All 1 lines are met/);
  assert.match(
    conclusion([met, late].map((one) => ({ ...one, attempts }))),
    /^\*\*1 of 2 lines .*\n\n- a 2 % figure\n\nOther work/,
  );
  assert.match(
    conclusion([late, miscounted].map((one) => ({ ...one, attempts }))),
    /^\*\*2 of 2 .*\n\n.*\n.*\n\nCounts and bytes/,
  );
});

test("of several attempts the one in the middle stands, by its error with its sign", () => {
  const values = (...of: number[]) => of.map((value) => [line("2 %", value, 5)]);
  assert.deepEqual(
    inTheMiddle(values(9, 5.05, 5.01)).map(({ value, met, attempts }) => [value, met, attempts]),
    [[5.05, true, 3]],
  );
  assert.equal(inTheMiddle(values(4.8, 4.8, 5.3))[0]!.met, false, "low twice, high once: it is too low");
  assert.equal(inTheMiddle([[line("exact", 1, 1)], [line("exact", 1, 1)], [line("exact", 2, 1)]])[0]!.met, false);
});

test("a figure between two others is met there and nowhere else, and not by what was never measured", () => {
  const met = (value: number, least = 2, most = 3) => rowBetween({ name: "n", against: "a", value, least, most }).met;
  assert.deepEqual(
    [1.99, 2, 2.5, 3, 3.01, Number.NaN].map((value) => met(value)),
    [false, true, true, true, false, false],
  );
  assert.equal(met(2.5, Number.NaN, 3), false);
  assert.equal(met(2.5, 2, Number.NaN), false);
});

test("without a tap its studies are skipped, not met: each by name, with the reason", async () => {
  const only = studies.filter(({ isTapped }) => isTapped);
  const rows = await runSelftest({
    only,
    generatorEntry: "none is started",
    signal: new AbortController().signal,
    onStudy: () => assert.fail("nothing is measured"),
    makeTap: async () => ({ missing: "there is no C compiler" }),
  });
  assert.deepEqual(
    rows.map(({ name, met, skipped, attempts }) => [name, met, skipped, attempts]),
    only.map(({ name }) => [name, false, "there is no C compiler", 0]),
  );
  const measured = { ...line("exact", 1, 1), attempts: 1 };
  const text = conclusion([measured, ...rows]);
  assert.match(
    text,
    /^All 1 lines that were measured are met\. Skipped: ingest, on the wire; .*there is no C compiler/,
  );
  assert.doesNotMatch(text, /true/);
  assert.match(
    conclusion([{ ...line("exact", 1, 2), attempts: 1 }, ...rows]),
    /^\*\*1 of 1 lines are missed[\s\S]*Skipped: /,
  );
});
