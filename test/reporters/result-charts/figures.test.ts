/** Every chart of a result: what it says is in its table, its texts lie clear of each other, and it is the same on every machine. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { XMLValidator } from "fast-xml-parser";
import { type Figure, svgFile } from "../../../src/reporters/charts/drawing.js";
import { ratiosSvg, tellingOf } from "../../../src/reporters/result-charts/ratios.js";
import { figuresOf } from "../../../src/reporters/result-charts/result-figures.js";
import { tabulate } from "../../../src/reporters/tables.js";
import type { Result } from "../../../src/result/result.js";
import { assertTextsFit } from "../charts/text-boxes.js";
import { type Approach, idleResultOf, part, resultOf, WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET } from "../fixture.js";
import { NASTY } from "../gate/fixture.js";
import { matchesGolden } from "../golden.js";

function allOf(result: Result): Figure[] {
  const { first, latency, cost, deliveries, byRound } = figuresOf(tabulate(result));
  return [...(first ? [first] : []), ...latency, ...cost, ...deliveries, ...byRound];
}

/** Three approaches, a fault, one round that the generator limited and one that others disturbed, deliveries that are missing. */
const TROUBLED: Result = resultOf(6, [WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET], (result) => {
  part(result, 2, "webhook").generator.verdict = "generator-bound";
  part(result, 3, "websocket").generator.verdict = "disturbed";
  const { deliveries } = part(result, 1, "webhook");
  Object.assign(deliveries, { delivered: deliveries.delivered - 70, lost: 40, rejected: 20, pending: 10 });
  for (const round of result.rounds)
    for (const one of round.approaches) {
      one.recovery = {
        faults: [{ kind: "service-killed", beganNs: 0.6e9, endedNs: 1.1e9 }],
        delivered: Array.from({ length: 40 }, (_, bin) => (bin < 6 ? 180 : bin < 11 ? 0 : bin < 16 ? 360 : 180)),
        binNs: 1e8,
      };
      one.figures = {
        stagesDeliveries: 100,
        stageLateNs: 2e6,
        stageWaitingNs: 3e6,
        stageOnItsWayNs: 60e6,
        stagesTotalNs: 65e6,
      };
    }
});

const FIGURES = allOf(TROUBLED);

const many = (count: number): Approach[] =>
  Array.from({ length: count }, (_, i) => ({
    ...WEBHOOK,
    medianNs: 640_000 * (1 + i / 3),
    name: `approach-${i + 1}-whose-name-has-sixty-characters-in-all-as-allowed`.slice(0, 60),
  }));

test("a result has all charts", () => {
  assert.deepEqual(
    FIGURES.map(({ name }) => name),
    [
      "ratios",
      "percentiles",
      "heat",
      "over-time",
      "stages",
      "cpu",
      "wire",
      "memory",
      "balance",
      "deliveries-over-time",
      "by-round-cpu",
      "by-round-p50",
      "by-round-p99",
    ],
  );
});

test("the charts are the same text on every machine", () => {
  for (const figure of FIGURES) {
    const svg = svgFile(figure);
    assert.equal(XMLValidator.validate(svg), true, figure.name);
    matchesGolden(`chart-${figure.name}.svg`, svg);
  }
});

test("every number that a mark tells stands in the table below", () => {
  let looked = 0;
  for (const { name, draw, rows } of FIGURES) {
    const cells = rows.flat().join("\n");
    for (const [, tip] of draw(640)
      .body.join("")
      .matchAll(/<title>([^<]*)<\/title>/g)) {
      const value = /(?:^|: )([\d–][^:,a-zµ]*(?: ?[a-zµ%×/A-Z]+)?(?: \([^)]*\))?)/.exec(tip!)?.[1]?.trim();
      if (value === undefined || /worth no word/.test(tip!)) continue;
      looked++;
      assert.ok(cells.includes(value), `${name}: ${tip} (${value})\n${cells}`);
    }
  }
  assert.ok(looked > 60, `${looked}`);
});

test("texts lie within every picture and upon no other, whatever the names and however many", () => {
  const results = [resultOf(2), resultOf(1, [WEBHOOK]), resultOf(2, many(3)), resultOf(1, many(8)), idleResultOf(2)];
  for (const figure of [...FIGURES, ...results.flatMap(allOf)])
    for (const width of [330, 640, 728]) assertTextsFit(figure.draw(width), figure.name);
});

test("names that mean harm become no markup, and unknown figures no numbers", () => {
  const harmful = resultOf(6, [{ ...WEBHOOK, name: NASTY }, WEBSOCKET]);
  const unknown = resultOf(2, undefined, ({ rounds }) => {
    for (const { approaches } of rounds)
      for (const one of approaches) {
        one.latency = {};
        delete one.service.cpuNs;
        for (const point of one.timeline) delete point.latency;
      }
  });
  for (const result of [harmful, unknown, resultOf(0), resultOf(0, [])]) {
    for (const svg of [...allOf(result).map((figure) => svgFile(figure)), ratiosSvg(result)]) {
      assert.equal(XMLValidator.validate(svg), true);
      assert.doesNotMatch(svg, /\b(undefined|NaN|Infinity)\b/);
      assert.doesNotMatch(svg, /<(script|img|b)\b/);
    }
  }
});

test("an interval says one of four things", () => {
  const of = (low: number, high: number) =>
    tellingOf({ metric: "wireBytesPerDelivery", low, high, decided: low > 1 || high < 1 });
  assert.equal(of(1.2, 1.4), "differs");
  assert.equal(of(0.99, 1.02), "equal");
  assert.equal(of(1.01, 1.02), "equal"); // real, and worth no word
  assert.equal(of(0.8, 1.3), "unsure");
  assert.equal(of(1.01, 1.3), "differs");
  assert.equal(tellingOf({ metric: "wireBytesPerDelivery", decided: false }), "no-interval");
});
