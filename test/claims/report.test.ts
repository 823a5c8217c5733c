/** What is written of claims: every verdict with its numbers, in Markdown and as a page that is whole and inert. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "../../src/claims/judge.js";
import { parseClaim } from "../../src/claims/read-claim.js";
import type { ClaimRecord, ClaimsRecord } from "../../src/claims/record.js";
import { claimsFiles } from "../../src/claims/report/claims-files.js";
import { resultOf, WEBHOOK, WEBSOCKET } from "../reporters/fixture.js";
import { EVIL } from "../reporters/html/inert.js";
import { assertNoForeignMarkup, assertWholePage } from "../reporters/html/page-checks.js";

const measure = (when: string, confirms: string, refutes: string) =>
  `{ kind: ratio, when: ${when}, study: b, metric: serviceCpuUsPerDelivery, of: { approach: webhook }, to: { approach: websocket }, confirms: ${confirms}, refutes: ${refutes} }`;

function claimRecord(rounds = 6, title = "A title"): ClaimRecord {
  const claim = parseClaim(
    `id: H1\ntitle: ${JSON.stringify(title)}\nclaim: A sentence.\nsource: Somebody.\nstudies: { b: { kind: bench, scenario: chat, approaches: [webhook, websocket] } }\nmeasures: [${measure("it rains", "{ atLeast: 2 }", "{ atMost: 1 }")}, ${measure("the sun shines", "{ atMost: 1 }", "{ atLeast: 2 }")}]`,
    "h1.yaml",
  );
  const { measures: _, studies: _studies, notMeasurable: _why, note: _note, ...rest } = claim;
  const judged = judge(claim, { b: { results: [{ at: {}, result: resultOf(rounds, [WEBHOOK, WEBSOCKET]) }] } });
  return {
    ...{ schemaVersion: 1, ...rest, quick: false, pushbenchVersion: "0.1.0", state: "complete", ...judged },
    studies: [{ name: "b", kind: "bench", folder: "b" }],
    ...{ startedAt: "2026-01-02T10:00:00.000Z", seconds: 12 },
  };
}

const recordOf = (claims: ClaimRecord[], quick = false): ClaimsRecord => ({
  ...{ schemaVersion: 1, pushbenchVersion: "0.1.0", program: "pushbench", quick },
  ...{ writtenAt: "2026-01-02T10:00:00.000Z", claims, notPlayed: [] },
});

const fileOf = (record: ClaimsRecord, name: string): string =>
  claimsFiles(record).find(({ file }) => file === name)!.text;

test("a claim that depends says when it holds and when not, each with its interval", () => {
  const text = fileOf(recordOf([claimRecord()]), "claims.md");
  assert.match(text, /1 claim: 1 depends\./);
  assert.match(
    text,
    /It depends\. It holds when it rains \(\d\.\d+× \([\d.]+×–[\d.]+×\)\)\. It does not hold when the sun shines \(/,
  );
  assert.match(text, /holds from 2\.00× on, fails up to 1\.00×/);
  assert.match(text, /6 rounds, interval of 96\.9 %/);
  assert.match(text, /`pushbench claims H1` plays it again/);
});

test("too few rounds are told as no interval", () => {
  const text = fileOf(recordOf([claimRecord(3)]), "claims.md");
  assert.match(text, /Undecided\. There is no interval when it rains/);
});

test("a quick run says that it is no evidence, in every file for people", () => {
  const record = recordOf([claimRecord(1)], true);
  for (const name of ["claims.md", "claims.html"]) assert.match(fileOf(record, name), /no evidence/);
  assert.equal(JSON.parse(fileOf(record, "claims.json")).quick, true);
});

test("what a fleet played is told with its size, and played again by as large a one", () => {
  const { machine } = resultOf(1, [WEBHOOK]);
  const text = fileOf({ ...recordOf([{ ...claimRecord(), machine }]), workers: 2 }, "claims.md");
  assert.match(text, /`pushbench claims H1 --fleet nats:\/\/HOST --workers 2` plays it again/);
  assert.match(text, /This is the machine of the services\. The clients were played by 2 workers of a fleet/);
});

test("the page is whole, has a picture of the ratios, and leads to the reports behind them", () => {
  const page = fileOf(recordOf([claimRecord()]), "claims.html");
  assertWholePage(page);
  assert.match(page, /<svg/);
  assert.match(page, /href="h1\/b\/report\.html"/);
});

test("the text leads to the reports behind it that are there", () => {
  const record = recordOf([claimRecord()]);
  assert.match(fileOf(record, "claims.md"), /\[b\]\(h1\/b\/report\.md\)/);
  for (const { text } of claimsFiles(record, () => false)) assert.doesNotMatch(text, /report\.(md|html)/);
});

test("a title of somebody else becomes no markup", () => {
  const page = fileOf(recordOf([claimRecord(6, EVIL)]), "claims.html");
  assertNoForeignMarkup(page);
});

test("claims that were not played are named, with the way to go on", () => {
  const record = { ...recordOf([claimRecord()]), notPlayed: [{ id: "H2", title: "Another" }] };
  assert.match(fileOf(record, "claims.md"), /Not played: H2 \(Another\)/);
  assert.match(fileOf(record, "claims.html"), /H2 are missing|H2 is missing|claims --resume/);
});
