/** What a service answered stands in every format that has room for words, and what both arms do is not blamed on the change. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { GateReason } from "../../../src/gate/gate-report.js";
import { gateReporters } from "../../../src/reporters/gate/registry.js";
import { headline, seen } from "../../../src/reporters/gate/wording.js";
import { CPU, gateReport, THROUGHPUT } from "./fixture.js";

const NASTY = "500 <img src=x> @octocat | [a](b)\n::error::";
const reasons: GateReason[] = [
  { approach: "webhook", arm: "base", reason: "404 Not Found", count: 3 },
  { approach: "webhook", arm: "head", reason: "404 Not Found (tried again)", count: 1_204 },
  { approach: "webhook", arm: "head", reason: NASTY, count: 7 },
];

test("every format that has words names the reasons and their counts", () => {
  const report = gateReport({ reasons });
  for (const [name, { render }] of Object.entries(gateReporters)) {
    if (name === "bencher" || name === "github-action-benchmark-bigger") continue; // numbers alone; no metric of that direction may be there
    const text = render(report);
    assert.match(text, /404 Not Found/, name);
    assert.match(text, /1,?204/, name);
  }
  assert.match(gateReporters["github-action-benchmark-bigger"].render(report), /404 Not Found/);
});

test("what a peer said opens nothing", () => {
  const report = gateReport({ reasons });
  for (const name of ["markdown", "comment"] as const)
    assert.doesNotMatch(gateReporters[name].render(report), /<img|@octocat|(?<!\\)\[a\]/);
  for (const { render } of Object.values(gateReporters)) assert.doesNotMatch(render(report).slice(2), /^::error::/m);
  assert.doesNotMatch(gateReporters.junit.render(report), /<img/);
});

test("many reasons are a few and a rest", () => {
  const many = Array.from(
    { length: 9 },
    (_, i): GateReason => ({ approach: "webhook", arm: "head", reason: `code ${i}`, count: 2 }),
  );
  assert.deepEqual(seen(gateReport({ reasons: many })), [
    "webhook, head: code 0 × 2, code 1 × 2, code 2 × 2, code 3 × 2, code 4 × 2, others × 8",
  ]);
});

test("the headline says what failed: the change, both, or an objective", () => {
  const lost = { code: "deliveries-lost", message: "webhook: 50 of 500 deliveries did not arrive." };
  const missed = { code: "objective-missed", message: "webhook: latencyP99Ms is 300, the limit is 200." };
  const word = (failures: { code: string; message: string; inBase?: true }[], checks = [THROUGHPUT]) =>
    headline(gateReport({ verdict: "regression", failures, checks })).split(":")[0];
  assert.equal(word([lost]), "Regression");
  assert.equal(word([{ ...lost, inBase: true }]), "Failure in base and head alike");
  assert.equal(word([missed]), "Objective missed");
  assert.equal(word([missed, lost]), "Regression");
  assert.equal(word([{ ...lost, inBase: true }], [CPU]), "Regression", "a gated check found one as well");
});
