/** In which order the cells of a sweep are played, and what becomes of those that are played in vain. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type CourseOptions, type NextCell, type SeenCell, SweepCourse } from "../../../src/studies/sweep/course.js";

const options: CourseOptions = { points: 5, rounds: 6, approaches: ["a", "b"], seed: 1 };

/** Plays a study to its end. */
function played(how: (cell: NextCell) => SeenCell["outcome"], more: Partial<CourseOptions> = {}): SeenCell[] {
  const course = new SweepCourse({ ...options, ...more });
  const seen: SeenCell[] = [];
  for (let next = course.next(); next !== undefined; next = course.next()) {
    const { point, round, played, approaches } = next;
    assert.equal(played, seen.length + 1);
    const outcome = how(next);
    const cell: SeenCell = {
      point,
      round,
      played,
      ...(outcome === "service-died" ? { outcome, approach: approaches[0]! } : { outcome }),
    };
    seen.push(cell);
    course.take(cell);
    assert.ok(seen.length < 1_000, "it ends");
  }
  assert.deepEqual(course.left(), []);
  return seen;
}

test("every round has every point once, each in an order of its own", () => {
  const seen = played(() => "taken");
  const orders = Array.from({ length: 6 }, (_, i) => seen.slice(i * 5, i * 5 + 5));
  for (const [i, order] of orders.entries()) {
    assert.ok(order.every(({ round }) => round === i + 1));
    assert.deepEqual(order.map(({ point }) => point).sort(), [1, 2, 3, 4, 5]);
  }
  assert.equal(new Set(orders.map((order) => order.map(({ point }) => point).join())).size > 3, true);
  assert.deepEqual(
    played(() => "taken"),
    seen,
    "the seed decides",
  );
  assert.notDeepEqual(
    played(() => "taken", { seed: 2 }),
    seen,
  );
});

test("each point comes early and late in its rounds", () => {
  const places = new Map<number, number>();
  for (let seed = 0; seed < 50; seed++)
    for (const [i, { point }] of played(() => "taken", { seed }).entries())
      places.set(point, (places.get(point) ?? 0) + (i % 5));
  for (const [point, sum] of places) assert.ok(Math.abs(sum / 300 - 2) < 0.35, `${point}: ${sum / 300}`);
});

test("a disturbed cell waits for the others of its round, and has three attempts at most", () => {
  const seen = played(({ point, round, isLast }) => (point === 3 && round === 2 && !isLast ? "disturbed" : "taken"));
  const ofRound = seen.filter(({ round }) => round === 2);
  assert.deepEqual(
    ofRound.slice(-2).map(({ point, outcome }) => [point, outcome]),
    [
      [3, "disturbed"],
      [3, "taken"],
    ],
  );
  assert.equal(ofRound.length, 7);
});

test("a machine that is never quiet lengthens a study by half at most", () => {
  const seen = played(({ isLast }) => (isLast ? "taken" : "disturbed"));
  assert.equal(seen.filter(({ outcome }) => outcome === "taken").length, 30);
  assert.equal(seen.length, 45);
});

test("a cell whose generator was late is played again, as long as it is mostly in time at that point", () => {
  const once = played(({ point, round, isLateAnyway }) =>
    point === 3 && round === 4 && !isLateAnyway ? "late" : "taken",
  );
  assert.equal(once.filter(({ point, round }) => point === 3 && round === 4).length, 3);
  assert.equal(once.length, 32);
});

test("a point at which the generator is always late is played again twice in all, and no more", () => {
  const course = new SweepCourse(options);
  let cells = 0;
  for (let next = course.next(); next !== undefined; next = course.next()) {
    cells++;
    const { point, round, played } = next;
    const where = { point, round, played };
    const isLate = point === 5;
    course.take(isLate && !next.isLateAnyway ? { ...where, outcome: "late" } : { ...where, outcome: "taken", isLate });
  }
  assert.equal(cells, 32);
});

test("a point at which something always breaks off is given up, and the others are not", () => {
  const seen = played(({ point }) => (point === 4 ? "broke-off" : "taken"));
  assert.deepEqual(
    seen.filter(({ point }) => point === 4).map(({ round }) => round),
    [1, 1, 1],
  );
  assert.equal(seen.filter(({ outcome }) => outcome === "taken").length, 24);
});

test("an approach whose service died takes no further part at that point; where none is left, the point is over", () => {
  const course = new SweepCourse(options);
  const first = course.next()!;
  const where = { point: first.point, round: 1 };
  course.take({ ...where, played: 1, outcome: "service-died", approach: "a" });
  assert.deepEqual(course.next(), { ...first, played: 2, approaches: ["b"] });
  course.take({ ...where, played: 2, outcome: "service-died", approach: "b" });
  assert.notEqual(course.next()!.point, first.point);
  assert.ok(course.left().every(({ point }) => point !== first.point));
});

const anyOutcome = fc.constantFrom<SeenCell["outcome"]>(
  "taken",
  "taken",
  "disturbed",
  "late",
  "broke-off",
  "service-died",
);

test("a study that goes on plays what it would have played", () => {
  fc.assert(
    fc.property(fc.infiniteStream(anyOutcome), fc.nat(100), (outcomes, brokenOffAt) => {
      const seen = played(({ isLast, isLateAnyway }) => {
        const outcome = outcomes.next().value as SeenCell["outcome"];
        return (outcome === "disturbed" && isLast) || (outcome === "late" && isLateAnyway) ? "taken" : outcome;
      });
      const kept = seen.slice(0, brokenOffAt);
      const next = new SweepCourse(options, kept.toReversed()).next();
      const [then] = seen.slice(brokenOffAt);
      assert.deepEqual(next && [next.point, next.round, next.played], then && [then.point, then.round, then.played]);
    }),
    { numRuns: 50 },
  );
});
