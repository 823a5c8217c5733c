import assert from "node:assert/strict";
import { test } from "node:test";
import { change, effort, finding, findings, metricWords, share } from "../../../src/reporters/gate/wording.js";
import { CPU, failing, gateReport, MEMORY, P50, passing, THROUGHPUT, undecided } from "./fixture.js";

test("a regression says what got worse, from what to what, by how much and how sure that is", () => {
  assert.equal(
    finding(CPU),
    "webhook, service CPU per delivery is 7.3 % higher, 41.2 µs → 44.2 µs (95.8 % interval +5.1 % to +9.6 %). " +
      "Worse by at least 4.4 %, 2 % is tolerated. " +
      "If the true change were within the tolerated 2 %, chance would show this in at most 0.12 % of gates.",
  );
});

test("what is undecided says how many rounds would decide it", () => {
  assert.match(finding(P50), /^websocket, latency p50 is 3\.9 % higher, .* About 60 rounds would decide it\.$/);
});

test("where higher is better, worse is lower", () => {
  const worse = { ...THROUGHPUT, ratio: 0.9, low: 0.88, high: 0.92, verdict: "regression" as const };
  assert.match(finding(worse), /^webhook, throughput is 10\.0 % lower, .* \(95\.8 % interval −12\.0 % to −8\.0 %\)/);
});

test("what was not measured has a reason and no figures", () => {
  assert.equal(finding(MEMORY), "websocket, service memory: measured in 0 of 24 rounds.");
});

test("a p-value too small for its digits is bounded, not rounded to 0", () => {
  assert.match(finding({ ...CPU, p: 0.00002 }), /in fewer than 0\.01 % of gates\.$/);
});

test("failures come first, then the gated checks that decided, the largest change first", () => {
  const larger = { ...CPU, approach: "larger", ratio: 1.3 };
  const advisory = { ...CPU, approach: "advisory", role: "advisory" as const, ratio: 2 };
  const report = gateReport({ checks: [CPU, advisory, larger, P50, THROUGHPUT], failures: failing().failures });
  assert.deepEqual(
    findings(report).map((line) => line.split(/[:,]/)[0]),
    ["deliveries-lost", "larger", "webhook"],
  );
  assert.deepEqual(findings(passing()), []);
  assert.equal(findings(undecided()).length, 1);
});

test("nothing is said twice: a failure that is the reason, and checks that have no figure and one reason in common", () => {
  assert.deepEqual(findings(failing()), []);
  const [reason, bare] = [
    "30 of 30 rounds were not fit: the hypervisor took CPU time",
    { ...MEMORY, role: "gate" },
  ] as const;
  const checks = ["latency-p50", "service-memory"].map((metric) => ({ ...bare, metric, reason }));
  const unfit = gateReport({ verdict: "inconclusive", reason: "2 of 2 gated checks are undecided.", checks });
  assert.deepEqual(findings(unfit), [`websocket, latency p50, service memory: ${reason}.`]);
  const failures = [{ code: "not-measured", message: "websocket latency p50 was measured in 0 of 30 rounds." }];
  assert.deepEqual(findings({ ...unfit, failures }), [`not-measured: ${failures[0]!.message}`]);
});

test("changes carry their sign, also when they round to nothing", () => {
  const cases: [ratio: number | undefined, text: string][] = [
    [1.073, "+7.3 %"],
    [0.5, "−50.0 %"],
    [1, "±0.0 %"],
    [1.0001, "±0.0 %"],
    [21, "+2,000 %"],
    [1.9996, "+100 %"],
    [undefined, "–"],
  ];
  for (const [ratio, text] of cases) assert.equal(change(ratio), text);
});

test("shares, metrics and effort read as people write them", () => {
  assert.equal(share(0.02), "2 %");
  assert.equal(share(0.0012), "0.12 %");
  assert.equal(metricWords("service-cpu-per-delivery"), "service CPU per delivery");
  assert.equal(metricWords("service-rss"), "service RSS");
  assert.equal(effort(gateReport()), "24 rounds in 6.20 minutes, looked at twice");
  assert.equal(effort(gateReport({ rounds: 1, looks: 1 })), "1 round in 6.20 minutes, looked at once");
});
