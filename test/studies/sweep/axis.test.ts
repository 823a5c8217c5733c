/** The values of an axis, as --over says them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { PushbenchError } from "../../../src/errors.js";
import { gridOf, inWholeNumbers, parseAxes, pointFolder, pointText } from "../../../src/studies/sweep/axis.js";

const valuesOf = (text: string, points = 4) => parseAxes([text], points)[0]!.values;

test("a range has steps that are multiples, or equal ones where that is asked for, and ends where it says", () => {
  assert.deepEqual(valuesOf("arrivals.perSecond=1..1000"), [1, 10, 100, 1000]);
  assert.deepEqual(valuesOf("network.roundTripMs=0..60:linear"), [0, 20, 40, 60]);
  assert.deepEqual(valuesOf("arrivals.perSecond=1..2000", 8), [1, 2.96, 8.77, 26, 77, 228, 675, 2000]);
  assert.deepEqual(valuesOf("a=0.5..2:log", 3), [0.5, 1, 2]);
  const spacings = ["a=1..2", "a=1..2:linear", "a=1,2"].map((text) => parseAxes([text], 2)[0]!.spacing);
  assert.deepEqual(spacings, ["log", "linear", "list"]);
});

test("a list has numbers, words, true and false, as --set reads them", () => {
  assert.deepEqual(valuesOf("clients=1,10, 100"), [1, 10, 100]);
  assert.deepEqual(valuesOf("approaches.websocket.deflate=true,false"), [true, false]);
  assert.deepEqual(valuesOf("payload.template=payment,chat-message"), ["payment", "chat-message"]);
});

const refused: [texts: string[], message: RegExp][] = [
  [[], /must be given once or twice, got it 0 times/],
  [["a=1,2", "b=1,2", "c=1,2"], /got it 3 times/],
  [["a=1,2", "a=3,4"], /has the setting of the other one/],
  [["clients"], /must be a setting and its values/],
  [["clients=5"], /must have at least two values/],
  [["clients=5,5"], /must have at least two values/],
  [["clients=9..1"], /must be two numbers, the smaller one first/],
  [["clients=1..many"], /must be two numbers/],
  [["clients=0..60"], /write it as a\.\.b:linear/],
  [["clients={a: 1},2"], /must have numbers, words, true or false between its commas|has a value that/],
  [["clients=1,,2"], /between its commas/],
  [["run.rounds=1,2"], /is decided by the study \(--rounds\)/],
  [[`clients=${Array.from({ length: 51 }, (_, i) => i)}`], /must have at most 50 values/],
];
for (const [texts, message] of refused) {
  test(`--over ${texts.join(" --over ").slice(0, 40)}: ${message.source}`, () => {
    assert.throws(
      () => parseAxes(texts, 4),
      ({ code, message: said }: PushbenchError) => code === "usage" && message.test(said),
    );
  });
}

test("values of a range ascend, are distinct, and lie within it", () => {
  const ends = fc.tuple(
    fc.double({ min: 0.01, max: 1e6, noNaN: true }),
    fc.double({ min: 1.01, max: 1e5, noNaN: true }),
  );
  fc.assert(
    fc.property(
      ends,
      fc.integer({ min: 2, max: 50 }),
      fc.constantFrom("log", "linear"),
      ([low, times], points, how) => {
        const values = valuesOf(`a=${low}..${low * times}:${how}`, points) as number[];
        assert.deepEqual([values[0], values.at(-1)], [low, low * times]);
        const slack = 1.006; // three digits
        for (const [i, value] of values.entries()) assert.ok(i === 0 || value * slack > values[i - 1]!);
        assert.equal(new Set(values).size, values.length);
        const whole = inWholeNumbers({ path: "a", values, spacing: "log" }).values as number[];
        assert.ok(whole.every(Number.isInteger) && new Set(whole).size === whole.length);
      },
    ),
  );
});

test("two axes make a grid whose last one changes fastest, and folders sort as points do", () => {
  const axes = parseAxes(["clients=10,20", "approaches.websocket.deflate=true,false"], 4);
  const grid = gridOf(axes);
  assert.deepEqual(grid, [
    [10, true],
    [10, false],
    [20, true],
    [20, false],
  ]);
  assert.equal(pointText(axes, grid[2]!), "clients=20, approaches.websocket.deflate=true");
  const folders = Array.from({ length: 12 }, (_, i) => pointFolder(i + 1, 12, [i / 2, "a b/../c"]));
  assert.deepEqual(folders, folders.toSorted());
  assert.equal(folders[2], "points/03-1-a_b_.._c");
});
