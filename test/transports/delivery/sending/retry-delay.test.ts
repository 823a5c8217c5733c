import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { jitterNames } from "../../../../src/transports/delivery/sending/jitters.js";
import {
  type Failure,
  retryDelayMs,
  retrySpanSeconds,
} from "../../../../src/transports/delivery/sending/retry-delay.js";
import {
  type RetryScheduleName,
  retryScheduleNames,
  retrySchedules,
} from "../../../../src/transports/delivery/sending/retry-schedules.js";
import { retryAfterSeconds } from "../../../../src/transports/http1/retry-after.js";
import { config } from "../../../../src/transports/webhook/config.js";

type Settings = Exclude<Parameters<typeof config.parse>[0] & object, undefined>;
const retries = (settings: object) => config.parse({ retries: settings }).retries;

const answered = (status: number, retryAfter?: string): Failure => ({
  ...{ reason: "", status, kind: "other" },
  retryAfterSeconds: retryAfterSeconds(retryAfter, NOW_MS),
});
const TIMEOUT: Failure = { reason: "timeout", status: 0, kind: "timeout" };
const MIDDLE = 0.5; // the draw that leaves a wait as it is with 20 % jitter
const NOW_MS = Date.UTC(2026, 10, 23);

/** Seconds of every wait of a schedule, until it gives up. */
function waits(settings: object, failure: Failure, draw = MIDDLE): number[] {
  const all: number[] = [];
  for (let failures = 1; ; failures++) {
    const delayMs = retryDelayMs(retries(settings), failures, failure, draw);
    if (delayMs === null) return all;
    all.push(delayMs / 1000);
  }
}

describe("the waits of", () => {
  const table: [string, object, Failure, number[]][] = [
    ["Standard Webhooks", {}, answered(500), [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]],
    ["Svix", { schedule: "svix" }, answered(503), [5, 300, 1800, 7200, 18000, 36000, 36000]],
    ["Svix after timeouts", { schedule: "svix" }, TIMEOUT, [60, 300, 1800, 7200, 18000, 36000, 36000]],
    ["Svix after 429", { schedule: "svix" }, answered(429), [60, 300, 1800, 7200, 18000, 36000, 36000]],
    ["Slack", { schedule: "slack" }, TIMEOUT, [0, 60, 300]],
    ["Shopify", { schedule: "shopify" }, answered(503), [56, 113, 226, 452, 904, 1808, 3614, 7227]],
    ["Trello", { schedule: "trello" }, answered(500), [30, 60, 120]],
    ["a list of one's own", { schedule: [1, 0.5] }, answered(301), [1, 0.5]],
    ["a schedule of hours in seconds", { schedule: [3600], timeScale: 0.001 }, answered(500), [3.6]],
    ["full jitter at a draw of a half", { schedule: [8, 4], jitter: "full" }, answered(500), [4, 2]],
    ["one that was answered 410", {}, answered(410), []],
    ["Retry-After", { schedule: [10] }, answered(503, "15"), [15]],
    ["Retry-After that asks for too much", { schedule: [10] }, answered(503, "99"), [20]],
    ["Retry-After that asks for less", { schedule: [10] }, answered(503, "1"), [10]],
    ["Retry-After, scaled like the rest", { schedule: [10], timeScale: 0.1 }, answered(429, "15"), [1.5]],
    ["Retry-After that is nonsense", { schedule: [10] }, answered(503, "soon"), [10]],
    ["Retry-After as a date", { schedule: [10] }, answered(503, new Date(NOW_MS + 12_000).toUTCString()), [12]],
  ];
  for (const [name, settings, failure, expected] of table) {
    test(name, () => assert.deepEqual(waits(settings, failure), expected));
  }

  test("Stripe, or what is known of it, grow and end after three days", () => {
    const all = waits({ schedule: "stripe" }, answered(500));
    assert.deepEqual(
      all,
      [...all].sort((a, b) => a - b),
    );
    assert.equal(
      all.reduce((sum, seconds) => sum + seconds, 0),
      3 * 24 * 3600,
    );
  });
});

const anyRetries = fc.record({
  schedule: fc.oneof(
    fc.constantFrom<RetryScheduleName | number[]>(...retryScheduleNames),
    fc.array(fc.double({ min: 0, max: 1e5, noNaN: true }), { minLength: 1, maxLength: 12 }),
  ) as fc.Arbitrary<RetryScheduleName | number[]>,
  timeScale: fc.constantFrom(1, 0.1, 0.001),
  jitter: fc.constantFrom(...jitterNames),
});
const anyFailure: fc.Arbitrary<Failure> = fc.oneof(
  fc.constant(TIMEOUT),
  fc
    .tuple(fc.constantFrom(300, 400, 429, 500, 503), fc.option(fc.nat(1e6).map(String), { nil: undefined }))
    .map(([status, retryAfter]) => answered(status, retryAfter)),
);
const anyDraw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test("a wait is at most twice what the schedule says, and there are as many as it says", () => {
  fc.assert(
    fc.property(anyRetries, anyFailure, anyDraw, (settings, failure, draw) => {
      const { schedule, timeScale } = settings;
      const base = Array.isArray(schedule) ? schedule : retrySchedules[schedule].delaysSeconds;
      const all = waits(settings, failure, draw);
      assert.equal(all.length, base.length);
      for (const [i, wait] of all.entries()) {
        const longest = schedule === "svix" ? Math.max(base[i]!, 60) : base[i]!;
        assert.ok(wait >= 0 && wait <= 2 * longest * timeScale * (1 + 1e-9), `${wait} after ${i + 1} failures`);
      }
    }),
  );
});

test("what a recipient remembers covers every attempt that a sender can make", () => {
  fc.assert(
    fc.property(
      anyRetries,
      fc.array(fc.tuple(anyFailure, anyDraw), { minLength: 100, maxLength: 100 }),
      fc.double({ min: 0.1, max: 30, noNaN: true }),
      (settings, outcomes, timeoutSeconds) => {
        const settled = config.parse({ retries: settings, timeoutSeconds } as Settings);
        // Each attempt waits as long as it may for a connection and for an answer; one more is made at once.
        let elapsedSeconds = 4 * timeoutSeconds;
        for (let failures = 1; ; failures++) {
          const [failure, draw] = outcomes[failures - 1]!;
          const delayMs = retryDelayMs(settled.retries, failures, failure, draw);
          if (delayMs === null) break;
          elapsedSeconds += delayMs / 1000 + 2 * timeoutSeconds;
        }
        assert.ok(retrySpanSeconds(settled) >= elapsedSeconds * (1 - 1e-9));
      },
    ),
  );
});

test("Retry-After is a number of seconds or a date, and nothing else", () => {
  const date = (seconds: number) => new Date(NOW_MS + seconds * 1000).toUTCString();
  const table: [string | undefined, number][] = [
    [undefined, 0],
    ["0", 0],
    ["120", 120],
    ["-5", 0],
    ["1e3", 0],
    ["", 0],
    [date(90), 90],
    [date(-90), 0],
    ["9".repeat(400), Number.POSITIVE_INFINITY], // retryDelayMs caps what is asked for
    ["soon 5", 0],
    ["in 2099 years", 0],
    ["1.5", 0],
    ["5, 5", 0],
    ["Fri, 31 Feb 9999999 99:99:99 GMT", 0],
    [new Date(NOW_MS + 90_000).toUTCString().replace(/^(...), (..) (...) (....) (.*) GMT$/, "$1 $3 $2 $5 $4"), 90], // asctime
  ];
  for (const [value, seconds] of table) assert.equal(retryAfterSeconds(value, NOW_MS), seconds, value);
});
