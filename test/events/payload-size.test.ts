import assert from "node:assert/strict";
import { test } from "node:test";
import { type PayloadBytes, payloadBytesSchema, payloadSizeSampler } from "../../src/events/payload-size.js";
import { seededRandom } from "../../src/random.js";
import { z } from "../../src/schema.js";

const SAMPLES = 40_000;
const samples = (config: PayloadBytes): number[] => {
  const random = seededRandom(1, "payload sizes");
  const sample = payloadSizeSampler(payloadBytesSchema.parse(config));
  return Array.from({ length: SAMPLES }, () => sample(random));
};

/** The share of sizes at or below `bytes` is `share`, within 5 standard errors. */
const assertShare = (sizes: number[], bytes: number, share: number): void => {
  const found = sizes.filter((size) => size <= bytes).length / sizes.length;
  const error = Math.sqrt((share * (1 - share)) / sizes.length);
  assert.ok(Math.abs(found - share) <= 5 * error, `${found} of the sizes ≤ ${bytes}, not ${share}`);
};

test("a number is every event's size", () => {
  assert.deepEqual(new Set(samples(300)), new Set([300]));
});

test("between min and max every size is as likely as any other, both ends included", () => {
  const sizes = samples({ min: 10, max: 19 });
  for (let bytes = 10; bytes <= 19; bytes++) assertShare(sizes, bytes, (bytes - 9) / 10);
  assert.deepEqual([Math.min(...sizes), Math.max(...sizes)], [10, 19]);
  assert.deepEqual(new Set(samples({ min: 7, max: 7 })), new Set([7]));
});

test("a log-normal distribution has the median and the p95 that it was given, and the quartiles that follow", () => {
  const sizes = samples({ median: 3000, p95: 9000 });
  assertShare(sizes, 3000, 0.5);
  assertShare(sizes, 9000, 0.95);
  // Standard normal quantile 0.674490 at 75 %, 2.326348 at 99 %.
  const at = (normal: number): number => 3000 * 3 ** (normal / 1.644854);
  assertShare(sizes, at(0.67449), 0.75);
  assertShare(sizes, at(-0.67449), 0.25);
  assertShare(sizes, at(2.326348), 0.99);
});

test("max cuts sizes and leaves median and p95 alone; sizes are whole and at least 1", () => {
  const sizes = samples({ median: 3000, p95: 9000, max: 10_000 });
  assertShare(sizes, 3000, 0.5);
  assertShare(sizes, 9000, 0.95);
  assert.equal(Math.max(...sizes), 10_000);
  const tiny = samples({ median: 1, p95: 50 });
  assert.ok(tiny.every((bytes) => Number.isInteger(bytes) && bytes >= 1));
  assert.deepEqual(new Set(samples({ median: 80, p95: 80 })), new Set([80]));
});

test("a table of quantiles is met at each of its points and is geometric in between", () => {
  const table = {
    p0: 915,
    p10: 2900,
    p25: 6400,
    p50: 7700,
    p75: 11600,
    p90: 23600,
    p95: 24600,
    p99: 26300,
    p100: 26900,
  };
  const sizes = samples(table);
  for (const [key, bytes] of Object.entries(table))
    if (key !== "p0") assertShare(sizes, bytes, Number(key.slice(1)) / 100);
  assert.ok(Math.min(...sizes) >= 915 && Math.max(...sizes) <= 26900);
  assertShare(samples({ p100: 1_000_000, p0: 100 }), 10_000, 0.5);
  assertShare(samples({ p0: 10, p99: 20, "p99.5": 20, p100: 20_000_000 }), 20, 0.995);
});

test("sizes that make no sense are refused, and the message says why", () => {
  const refused: [unknown, RegExp][] = [
    [0, /too small/i],
    [1e9, /too big/i],
    [1.5, /must be a size in bytes/],
    ["300", /must be a size in bytes/],
    [{}, /needs p0/],
    [{ min: 200, max: 100 }, /must not be below min/],
    [{ median: 300, p95: 100 }, /must not be below median/],
    [{ median: 300, p95: 900, max: 500 }, /must not be above max/],
    [{ median: 300, p95: 2_000_000 }, /must not be above max/],
    [{ median: 300, p95: 900, p99: 2000 }, /Unrecognized key: "p99"/],
    [{ p0: 100, p50: 300 }, /needs p0 .* and p100/],
    [{ p0: 100, p50: 90, p100: 300 }, /must not be below p0/],
    [{ p0: 100, p100: 300, p101: 400 }, /p0 to p100/],
    [{ p0: 100, p100: 300, P50: 200 }, /must be a size in bytes/],
  ];
  for (const [config, reason] of refused) {
    const { success, error } = payloadBytesSchema.safeParse(config);
    assert.equal(success, false, JSON.stringify(config));
    assert.match(error!.issues.map(({ message }) => message).join("; "), reason, JSON.stringify(config));
  }
});

test("the schema can be published as JSON Schema", () => {
  assert.equal((z.toJSONSchema(payloadBytesSchema) as { anyOf: unknown[] }).anyOf.length, 4);
});
