import assert from "node:assert/strict";
import { test } from "node:test";
import { type BeforeAfter, beforeAfter } from "../../../src/reporters/compare/before-after.js";
import { byRoundFigures, ratiosFigure } from "../../../src/reporters/compare/figures.js";
import { comparePage } from "../../../src/reporters/compare/page.js";
import { answerOf, warningsOf } from "../../../src/reporters/compare/words.js";
import { roundRows } from "../../../src/reporters/rows.js";
import type { Result } from "../../../src/result/result.js";
import { assertTextsFit } from "../charts/text-boxes.js";
import { type Approach, part, resultOf, WEBHOOK, WEBSOCKET } from "../fixture.js";
import { assertInert, EVIL } from "../html/inert.js";

const OLDER = resultOf(6);
const SLOWER = resultOf(6, [{ ...WEBHOOK, medianNs: WEBHOOK.medianNs * 2 }, WEBSOCKET]);

const pageOf = (older: Result, newer: Result): string => comparePage(older, newer, beforeAfter(older, newer));
const tellingsOf = ({ figures }: BeforeAfter, approach: string) =>
  Object.fromEntries(figures.flatMap((one) => (one.approach === approach ? [[one.metric, one.telling]] : [])));

test("a ratio has an interval over the rounds of both, and says what it shows", () => {
  const comparison = beforeAfter(OLDER, SLOWER);
  const p50 = comparison.figures.find(({ metric }) => metric === "latencyP50Ns")!;
  assert.ok(p50.low! < 2 && 2 < p50.high! && p50.high! / p50.low! < 1.2, JSON.stringify(p50));
  assert.ok(p50.confidence! >= 0.95);
  assert.equal(tellingsOf(comparison, "webhook").latencyP50Ns, "differs");
  assert.equal(tellingsOf(comparison, "webhook").wireBytesPerDelivery, "equal");
  assert.equal(tellingsOf(comparison, "websocket").latencyP50Ns, "equal");
  assert.equal(tellingsOf(comparison, "websocket").lost, undefined, "a sum has no interval");
  assert.match(answerOf(comparison), /^- \*\*`webhook` has changed\*\* .*: after ÷ before, latency p50 is 2\.0\d× \(/m);
  assert.match(
    answerOf(comparison),
    /^- `websocket` has not changed by more than .* Of its 7 ratios, 7 are about equal\./m,
  );
});

test("a difference that two runs of the same code may have is not told from them", () => {
  const times = (factor: number) =>
    resultOf(6, [{ ...WEBHOOK, cpuNsPerDelivery: WEBHOOK.cpuNsPerDelivery * factor }, WEBSOCKET]);
  const cpu = (newer: Result, older = OLDER) =>
    tellingsOf(beforeAfter(older, newer), "webhook").serviceCpuUsPerDelivery;
  assert.equal(cpu(times(1.08)), "equal");
  assert.equal(cpu(times(1.5)), "differs");
  const alone = resultOf(6, [WEBHOOK]);
  assert.notEqual(cpu(times(1.3), alone), "differs", "other company may make that");
  assert.equal(cpu(resultOf(3), resultOf(3)), "no-interval");
});

test("what makes two runs less comparable is warned of, each kind in its own words", () => {
  const other = resultOf(6, undefined, (bent) => {
    bent.machine.cpuModel = "Another CPU";
    bent.machine.loadAverage += 1;
    bent.pushbenchVersion = "9.9.9";
    bent.scenario.network = { roundTripMs: 40 };
    bent.startedAt = "2020-01-01T00:00:00.000Z";
  });
  const comparison = beforeAfter(OLDER, other);
  const warnings = warningsOf(comparison).join("\n");
  assert.match(warnings, /machines or their software differ\*\* in CPU\. /);
  assert.match(warnings, /releases of pushbench differ\*\*, .* and 9\.9\.9\./);
  assert.match(warnings, /did not play the same work:\*\* they differ in scenario: network\.roundTripMs\./);
  assert.match(
    answerOf(comparison),
    /^- \*\*The runs are not alike:\*\* another machine or its software, another release of pushbench and another workload\. /,
  );
  const page = comparePage(OLDER, other, comparison);
  assert.match(page, /id="warnings">.*The run that is called “after” was made first/s);
  assert.deepEqual(warningsOf(beforeAfter(resultOf(1), resultOf(1))), []);
});

test("deliveries that went wrong stand in the answer", () => {
  const losing = resultOf(6, undefined, (bent) => {
    const { deliveries } = part(bent, 1, "webhook");
    Object.assign(deliveries, { delivered: deliveries.delivered - 2, lost: 2 });
  });
  assert.match(
    answerOf(beforeAfter(OLDER, losing)),
    /^- Deliveries of `webhook` went wrong: lost 0 before and 2 after\.$/m,
  );
});

test("the page has question, answer, ratios first, and says when a run is not complete", () => {
  const page = pageOf(
    OLDER,
    resultOf(4, undefined, (bent) => {
      bent.state = "interrupted";
    }),
  );
  const header = page.slice(0, page.indexOf("</header>"));
  assert.match(header, /The question: what changed from the run of .*<li><code>webhook<\/code> .*<figure id="ratios"/s);
  assert.match(header, /After: The run was interrupted, 4 of/);
  assert.ok(page.includes('<section id="what-differs-between-the-runs">'));
  assertInert(page);
});

test("two results without a common approach, without a round, or of one round still give a page", () => {
  const pairs: [Result, Result][] = [
    [resultOf(1, [WEBHOOK]), resultOf(1, [WEBSOCKET])],
    [resultOf(0), resultOf(2)],
    [resultOf(1), resultOf(1)],
  ];
  for (const [older, newer] of pairs) {
    const page = pageOf(older, newer);
    assertInert(page);
    assert.doesNotMatch(page, /\b(undefined|NaN|Infinity)\b/);
  }
});

test("names that mean harm become no markup", () => {
  const bent = (result: Result): void => {
    Object.assign(result.scenario, { title: EVIL, name: EVIL });
    Object.assign(result.machine, { cpuModel: EVIL });
    Object.assign(result, { pushbenchVersion: EVIL, failure: { code: "x", message: EVIL }, state: "failed" });
    result.approaches[1]!.config = { [EVIL]: EVIL };
  };
  const approaches = [{ ...WEBHOOK, name: EVIL }, WEBSOCKET];
  const page = pageOf(resultOf(1, approaches), resultOf(1, approaches, bent));
  assertInert(page);
  assert.ok(page.includes("&lt;script&gt;alert(1)&lt;/script&gt;"));
});

test("texts lie within every picture and upon no other, whatever the names and however many", () => {
  const many: Approach[] = Array.from({ length: 8 }, (_, i) => ({
    ...WEBHOOK,
    name: `approach-${i + 1}-whose-name-has-sixty-characters-in-all-as-allowed`.slice(0, 60),
  }));
  for (const [older, newer] of [
    [OLDER, SLOWER],
    [resultOf(2, many.slice(0, 3)), resultOf(1, many.slice(0, 3))],
    [resultOf(1, many), resultOf(1, many)],
  ] as const) {
    const figures = [
      ratiosFigure(beforeAfter(older, newer))!,
      ...byRoundFigures({ before: roundRows(older), after: roundRows(newer) }),
    ];
    assert.equal(figures.length, 4);
    for (const figure of figures) for (const width of [330, 640]) assertTextsFit(figure.draw(width), figure.name);
  }
});
