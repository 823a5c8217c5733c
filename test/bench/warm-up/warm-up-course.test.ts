import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FEWEST_DELIVERIES, type WarmUpBlock, WarmUpCourse } from "../../../src/bench/warm-up/warm-up-course.js";

const HALF_SECOND_NS = 5e8;

/** A block at `perSecond`, in which a delivery costs the service and the generators so much. */
function block(
  perSecond: number,
  serviceUs: number,
  generatorUs = serviceUs,
  more: Partial<WarmUpBlock> = {},
): WarmUpBlock {
  const deliveries = perSecond / 2;
  return {
    deliveries,
    serviceCpuNs: deliveries * serviceUs * 1e3,
    generatorCpuNs: deliveries * generatorUs * 1e3,
    elapsedNs: HALF_SECOND_NS,
    lengthNs: HALF_SECOND_NS,
    failed: false,
    ...more,
  };
}

/** Plays blocks until the course is settled; `costUs` after so many deliveries, in the service and in the generators. */
function play(levels: number[], costUs: (deliveries: number) => [number, number], most = 60): WarmUpCourse {
  const course = new WarmUpCourse(levels);
  while (!course.settled && course.blocks < most)
    course.take(block(levels[course.level]!, ...costUs(course.deliveries)));
  return course;
}

/** 200 µs when cold, 100 when warm, as compilers bring it down. */
const cooling = (deliveries: number, until: number): number => 100 + 100 * Math.exp((-4 * deliveries) / until);

test("warm-up: a scenario of 100 events a second is raised until a delivery has become cheap, within seconds", () => {
  const course = play([100, 200, 400, 800, 1600, 3200], (n) => [cooling(n, 8_000), cooling(n, 8_000)]);
  assert.equal(course.settled, true);
  assert.ok(course.deliveries >= FEWEST_DELIVERIES);
  assert.ok(course.blocks <= 14, `${course.blocks} blocks`);
  assert.ok(cooling(course.deliveries, 8_000) < 102);
});

test("warm-up: it goes on while the service or the generators alone still get cheaper", () => {
  for (const slow of [0, 1]) {
    const costs = (n: number): [number, number] => (slow === 0 ? [cooling(n, 40_000), 100] : [100, cooling(n, 40_000)]);
    const course = play([2_000], costs);
    assert.ok(cooling(course.deliveries, 40_000) < 112, `ended at ${costs(course.deliveries)}`);
  }
});

test("warm-up: each process of a service needs as many deliveries as one alone", () => {
  const course = new WarmUpCourse([20_000], 3);
  while (!course.settled && course.blocks < 60) course.take(block(20_000, 100, 100));
  assert.ok(course.settled && course.deliveries >= 3 * FEWEST_DELIVERIES, `${course.deliveries} deliveries`);
});

test("warm-up: where the service's CPU is unknown, deliveries and the generators' CPU decide", () => {
  const course = new WarmUpCourse([2_000, 4_000]);
  const costUs = (): number => cooling(course.deliveries, 20_000);
  while (!course.settled && course.blocks < 60)
    course.take(block(course.level === 0 ? 2_000 : 4_000, 0, costUs(), { serviceCpuNs: undefined }));
  assert.ok(course.settled && course.deliveries >= FEWEST_DELIVERIES);
  assert.ok(costUs() < 110, `ended at ${costUs()}`);
});

test("warm-up: what takes a service long is warm after fewer deliveries", () => {
  const course = play([50, 100], () => [20_000, 100]);
  assert.equal(course.settled, true);
  assert.equal(course.level, 0);
  assert.ok(course.blocks < 10);
});

test("warm-up: no level takes more CPU than a service has room for", () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 5_000 }), fc.integer({ min: 1, max: 200 }), (costUs, perSecond) => {
      const levels = Array.from({ length: 6 }, (_, i) => perSecond * 2 ** i);
      const course = play(levels, () => [costUs, 30]);
      assert.ok(course.level === 0 || (levels[course.level]! * costUs) / 1e6 <= 0.85 + 1e-9);
    }),
  );
});

test("warm-up: a block with hardly any deliveries raises the rate by one level, another by two", () => {
  const course = new WarmUpCourse([1, 128, 256, 512, 1024]);
  const levels = Array.from({ length: 4 }, () => {
    course.take(block([1, 128, 256, 512, 1024][course.level]!, 30, 30));
    return course.level;
  });
  assert.deepEqual(levels, [1, 3, 4, 4]);
});

test("warm-up: a rate that the service does not carry is taken back: at once when it refuses, the second time when it queues", () => {
  const troubles: [Partial<WarmUpBlock>, number[]][] = [
    [{ failed: true }, [2, 1, 0, 0]],
    [{ elapsedNs: 2 * HALF_SECOND_NS }, [2, 1, 0, 2, 1, 0, 0]],
  ];
  for (const [trouble, expected] of troubles) {
    const course = new WarmUpCourse([100, 200, 400]);
    const levels = Array.from({ length: 20 }, () => {
      course.take(block(100, 50, 50, course.level > 0 ? trouble : {}));
      return course.level;
    });
    assert.deepEqual(levels.slice(0, expected.length), expected);
    assert.ok(levels.slice(expected.length).every((level) => level === 0));
  }
});

test("warm-up: deliveries that take long anyway, over a slow network, are no queue", () => {
  const course = new WarmUpCourse([100, 200, 400]);
  for (let i = 0; i < 4; i++) course.take(block(100 * 2 ** course.level, 50, 50, { elapsedNs: 2 * HALF_SECOND_NS }));
  assert.equal(course.level, 2);
});

test("warm-up: nothing delivered, or too little, is not called warm", () => {
  assert.equal(play([100], () => [100, 100], 20).settled, false);
  assert.equal(play([0], () => [0, 0], 20).settled, false);
});

test("warm-up: blocks that a disturbance made dearer do not hide that it was warm before", () => {
  const course = play([2_000], (n) => (n > 9_000 ? [130, 130] : [100, 100]));
  assert.equal(course.settled, true);
});
