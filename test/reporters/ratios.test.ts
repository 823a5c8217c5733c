import assert from "node:assert/strict";
import { test } from "node:test";
import { comparedMetricNames, isDecided, type Ratio, ratiosOf, referenceApproach } from "../../src/reporters/ratios.js";
import { parseResult } from "../../src/reporters/read-result.js";
import { roundRows } from "../../src/reporters/rows.js";
import type { Result } from "../../src/result/result.js";
import { part, resultOf, WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET } from "./fixture.js";

const ratios = (result: Result): Ratio[] => ratiosOf(result, roundRows(result));

function cpuRatio(result: Result): Ratio {
  const found = ratios(result).find(({ metric }) => metric === "serviceCpuUsPerDelivery");
  assert.ok(found);
  return found;
}

/** Webhook costs `factors[i]` × what WebSocket costs in round i + 1. */
const withCpuFactors = (factors: readonly number[]): Result =>
  resultOf(factors.length, undefined, (bent) => {
    for (const [i, factor] of factors.entries()) {
      part(bent, i + 1, "websocket").service.cpuNs = 200_000_000 * (1 + i); // drift that pairing must cancel
      part(bent, i + 1, "webhook").service.cpuNs = 200_000_000 * (1 + i) * factor;
    }
  });

test("the reference is the approach whose transport ranks highest, the first of several, however they are ordered", () => {
  assert.equal(referenceApproach(resultOf(0, [WEBHOOK, WEBSOCKET])), "websocket");
  assert.equal(referenceApproach(resultOf(0, [WEBSOCKET, WEBHOOK])), "websocket");
  assert.equal(referenceApproach(resultOf(0, [WEBHOOK_NEW_CONNECTION, WEBHOOK])), "webhook-new-connection");
  assert.equal(referenceApproach(resultOf(0, [])), undefined);
  const ranked = { ...resultOf(0, [WEBHOOK, WEBSOCKET]), transports: { webhook: { referenceRank: 9 } } };
  assert.equal(referenceApproach(ranked), "webhook", "by what the result says of the transports");
});

test("a result of before transports had ranks is read, and its reference is the first approach", () => {
  const { transports: _transports, ...older } = resultOf(1, [WEBHOOK, WEBSOCKET]);
  assert.equal(referenceApproach(parseResult(JSON.stringify(older), "result.json")), "webhook");
});

test("every other approach gets a ratio for every compared metric", () => {
  const found = ratios(resultOf(6, [WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET]));
  for (const approach of ["webhook", "webhook-new-connection"]) {
    const its = found.filter((one) => one.approach === approach);
    assert.deepEqual(
      its.map(({ metric }) => metric),
      comparedMetricNames,
    );
    assert.ok(its.every(({ reference }) => reference === "websocket"));
  }
  assert.equal(found.length, 2 * comparedMetricNames.length);
});

test("rounds are paired: drift over the rounds that hits both sides leaves the ratio as it is", () => {
  const found = cpuRatio(withCpuFactors([2, 2, 2, 2, 2, 2]));
  assert.equal(found.rounds, 6);
  for (const value of [found.ratio, found.low, found.high]) assert.ok(Math.abs(value! - 2) < 1e-9, String(value));
});

test("six rounds give an interval from the lowest to the highest round, five give none", () => {
  const six = cpuRatio(withCpuFactors([2, 2.1, 2.2, 2.3, 2.4, 2.5]));
  assert.ok(Math.abs(six.low! - 2) < 1e-9 && Math.abs(six.high! - 2.5) < 1e-9, JSON.stringify(six));
  assert.ok(six.ratio! > 2.2 && six.ratio! < 2.3);
  const five = cpuRatio(withCpuFactors([2, 2.1, 2.2, 2.3, 2.4]));
  assert.equal(five.rounds, 5);
  assert.ok(five.ratio! > 2.1 && five.ratio! < 2.3);
  assert.equal(five.low, undefined);
  assert.equal(five.high, undefined);
});

test("rounds in which the generator was the limit on either side are left out", () => {
  const result = withCpuFactors([2, 2, 2, 2, 2, 2, 50, 0.01]);
  part(result, 7, "webhook").generator.verdict = "generator-bound";
  part(result, 8, "websocket").generator.verdict = "generator-bound";
  const found = cpuRatio(result);
  assert.equal(found.rounds, 6);
  assert.ok(Math.abs(found.ratio! - 2) < 1e-9);
  assert.ok(Math.abs(found.high! - 2) < 1e-9);
});

test("connections are those of the measured time, and a round without any leaves no ratio", () => {
  const opened = (webhook: readonly number[]): Ratio => {
    const result = resultOf(webhook.length, undefined, (bent) => {
      for (const [i, count] of webhook.entries()) {
        part(bent, i + 1, "webhook").wire.connectionsOpenedDuring = count;
        part(bent, i + 1, "websocket").wire.connectionsOpenedDuring = 2;
        part(bent, i + 1, "webhook").wire.connectionsOpenedBefore = 9_000; // of a warm-up at a raised rate
      }
    });
    return ratios(result).find(({ metric }) => metric === "connectionsOpenedDuring")!;
  };
  assert.equal(opened([6, 6, 6]).ratio!.toFixed(9), "3.000000000");
  const { ratio, rounds } = opened([6, 0, 6]);
  assert.deepEqual([ratio, rounds], [undefined, 0]);
});

test("a service at its limit is still compared", () => {
  const result = withCpuFactors([2]);
  part(result, 1, "webhook").generator.verdict = "service-bound";
  assert.equal(cpuRatio(result).rounds, 1);
});

test("a disturbed round is still compared: it hit both sides in turns", () => {
  const result = withCpuFactors([2]);
  for (const approach of ["webhook", "websocket"]) part(result, 1, approach).generator.verdict = "disturbed";
  assert.equal(cpuRatio(result).rounds, 1);
});

test("no ratio is drawn when no round is left", () => {
  const bound = resultOf(2, undefined, (bent) => {
    for (const round of [1, 2]) part(bent, round, "webhook").generator.verdict = "generator-bound";
  });
  for (const result of [bound, resultOf(0)]) {
    for (const { ratio, low, rounds } of ratios(result))
      assert.deepEqual([ratio, low, rounds], [undefined, undefined, 0]);
  }
});

test("a single approach has nothing to be held against", () => {
  assert.deepEqual(ratios(resultOf(6, [WEBHOOK])), []);
});

test("a difference is claimed only where the interval lies on one side of 1", () => {
  const cases: [low: number | undefined, high: number | undefined, decided: boolean][] = [
    [1.01, 1.2, true],
    [0.7, 0.99, true],
    [0.95, 1.05, false],
    [1, 1.2, false],
    [undefined, undefined, false],
  ];
  for (const [low, high, decided] of cases) {
    const interval = low === undefined || high === undefined ? {} : { low, high };
    assert.equal(isDecided(interval), decided, `${low}–${high}`);
  }
});
