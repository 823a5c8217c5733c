import assert from "node:assert/strict";
import { test } from "node:test";
import { beforeAfter, NOT_PAIRED } from "../../../src/reporters/compare/before-after.js";
import type { ComparedName } from "../../../src/reporters/compare/compared-names.js";
import { renderBeforeAfter } from "../../../src/reporters/compare/text.js";
import { part, resultOf, WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET } from "../fixture.js";
import { matchesGolden } from "../golden.js";

const slower = () =>
  resultOf(6, [{ ...WEBHOOK, medianNs: WEBHOOK.medianNs * 2 }, WEBSOCKET], (bent) => {
    bent.machine.node = "22.14.0";
    bent.scheduleFingerprint = "00ff";
  });

test("each figure of each common approach stands before, after, and as a ratio", () => {
  const { figures } = beforeAfter(resultOf(6), slower());
  const p50 = figures.filter(({ metric }) => metric === "latencyP50Ns");
  assert.deepEqual(
    p50.map(({ approach }) => approach),
    ["webhook", "websocket"],
  );
  assert.ok(Math.abs(p50[0]!.ratio! - 2) < 0.01);
  assert.equal(p50[1]!.ratio, 1);
});

test("what differs between the runs is said, and nothing is when nothing does", () => {
  assert.deepEqual(beforeAfter(resultOf(6), resultOf(6)).differences, []);
  assert.deepEqual(
    beforeAfter(resultOf(6), slower()).differences.map(({ what }) => what),
    ["schedule fingerprint", "Node"],
  );
});

test("of an approach's settings those are named that differ, nested ones too, and those that only one run knows", () => {
  const changed = resultOf(6, undefined, (bent) => {
    bent.approaches[0]!.config = { connection: "new", signature: "standard-webhooks", retries: { timeScale: 0.005 } };
  });
  assert.deepEqual(beforeAfter(resultOf(6), changed).differences, [
    { kind: "approach", what: "webhook: connection", before: "keep-alive", after: "new" },
    { kind: "approach", what: "webhook: retries.timeScale", before: "–", after: "0.005" },
  ]);
});

test("what makes the load and how it was measured is named where it differs: a network, a warm-up, faults", () => {
  const changed = resultOf(6, undefined, (bent) => {
    bent.scenario.network = { roundTripMs: 40 };
    bent.scenario.run.warmUpSeconds = 9;
    bent.scenario.faults = [{ kind: "service-killed", atSeconds: 1, forSeconds: 1 }];
    bent.scenario.title = "Another title";
    bent.scenario.objectives = {};
  });
  assert.deepEqual(
    beforeAfter(resultOf(6), changed).differences.map(({ what }) => what),
    ["scenario: run.warmUpSeconds", "scenario: network.roundTripMs", "scenario: faults"],
  );
  assert.doesNotMatch(renderBeforeAfter(beforeAfter(resultOf(6), changed)), /Same machine, scenario/);
});

test("approaches of other company are compared, and what company may change is said", () => {
  const text = renderBeforeAfter(beforeAfter(resultOf(6), resultOf(6, [WEBSOCKET])));
  assert.match(text, /^Only before: webhook\.$/m);
  assert.match(text, /turns with others than before: .* a factor of up to 1\.\d\d\.$/m);
  assert.doesNotMatch(renderBeforeAfter(beforeAfter(resultOf(6), resultOf(6))), /others than before/);
});

test("latencies that two hosts stamped differ only beyond what their clocks leave open, and that is said", () => {
  const told = (clockBoundNs: number, medianNs: number) => {
    const on = (median: number) =>
      resultOf(6, [{ ...WEBHOOK, medianNs: median }], (bent) => {
        bent.scenario.flow = "ingest";
        for (const round of bent.rounds) round.hosts = [{ worker: "a", clients: 10, clockBoundNs }];
      });
    const compared = beforeAfter(on(medianNs), on(2 * medianNs));
    const telling = (metric: ComparedName) => compared.figures.find((one) => one.metric === metric)!.telling;
    return { compared, p50: telling("latencyP50Ns"), cpu: telling("serviceCpuUsPerDelivery") };
  };
  const [exact, open] = [told(0, 1e6), told(800_000, 1e6)];
  assert.deepEqual([exact.p50, open.p50], ["differs", "unsure"]);
  assert.equal(exact.cpu, open.cpu, "no clock of another host is in it");
  assert.equal(exact.compared.clockBoundNs, 0);
  assert.doesNotMatch(renderBeforeAfter(exact.compared), /clocks of two hosts/);
  assert.match(renderBeforeAfter(open.compared), /Latencies are known to 800 µs or better/);
});

test("no ratio is made of what was not measured, nor of a 0 before", () => {
  const empty = beforeAfter(resultOf(0), resultOf(1)).figures;
  assert.ok(empty.filter(({ metric }) => !metric.endsWith("Rounds")).every(({ before }) => before === undefined));
  assert.ok(empty.every(({ ratio }) => ratio === undefined));
  const losing = resultOf(1, undefined, (bent) => {
    Object.assign(part(bent, 1, "webhook").deliveries, { delivered: 5_398, lost: 2 });
  });
  const lost = beforeAfter(resultOf(1), losing).figures.find(({ metric }) => metric === "lost");
  assert.deepEqual([lost!.before, lost!.after, lost!.ratio], [0, 2, undefined]);
});

test("figures of generator-bound rounds are marked and give no ratio", () => {
  const bound = resultOf(2, undefined, (bent) => {
    part(bent, 1, "webhook").generator.verdict = "generator-bound";
  });
  const comparison = beforeAfter(resultOf(2), bound);
  for (const { approach, ratio, before } of comparison.figures.filter(({ metric }) => metric === "latencyP99Ns")) {
    assert.ok(before !== undefined);
    assert.equal(ratio === undefined, approach === "webhook");
  }
  const text = renderBeforeAfter(comparison);
  assert.match(text, /^\| `webhook` latency p99 +\| +\S+ ms \| +\S+ ms † \| +– \|$/m);
  assert.match(
    text,
    /^† The worst of the rounds behind this figure was generator-bound: The generator was late, at its limit or crowded out/m,
  );
});

test("figures of disturbed rounds are marked and compared all the same", () => {
  const disturbed = resultOf(2, undefined, (bent) => {
    part(bent, 2, "webhook").generator.verdict = "disturbed";
  });
  const comparison = beforeAfter(disturbed, resultOf(2));
  assert.ok(comparison.figures.filter(({ metric }) => metric === "latencyP99Ns").every(({ ratio }) => ratio === 1));
  const text = renderBeforeAfter(comparison);
  assert.match(text, /^\| `webhook` latency p99 +\| +\S+ ms ‡ \| +\S+ ms \| +1\.00× \|$/m);
  assert.match(text, /^‡ The worst of the rounds behind this figure was disturbed: Other work/m);
});

test("approaches that only one run has are named and not compared", () => {
  const comparison = beforeAfter(resultOf(1, [WEBHOOK, WEBSOCKET]), resultOf(1, [WEBSOCKET, WEBHOOK_NEW_CONNECTION]));
  assert.deepEqual([comparison.onlyBefore, comparison.onlyAfter], [["webhook"], ["webhook-new-connection"]]);
  assert.ok(comparison.figures.every(({ approach }) => approach === "websocket"));
  const disjoint = renderBeforeAfter(beforeAfter(resultOf(1, [WEBHOOK]), resultOf(1, [WEBSOCKET])));
  assert.match(disjoint, /no approach in common/);
});

test("the text says first that no verdict is given", () => {
  const text = renderBeforeAfter(beforeAfter(resultOf(6), slower()));
  assert.ok(text.startsWith(NOT_PAIRED));
  matchesGolden("compare.md", text);
});
