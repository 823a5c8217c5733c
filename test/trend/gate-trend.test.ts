import assert from "node:assert/strict";
import { test } from "node:test";
import { html } from "../../src/reporters/gate/html.js";
import { trendOfGate, trendSection } from "../../src/trend/gate-trend.js";
import { historyEntry } from "../../src/trend/history.js";
import { NASTY } from "../reporters/gate/fixture.js";
import { assertInert } from "../reporters/html/inert.js";
import { HISTORY, runReport } from "./fixture.js";

const TODAY = runReport(40);

test("a gate's page has a chart for each metric that gates, with this gate as its last run", () => {
  const { figures, text } = trendSection(HISTORY, TODAY, "history");
  assert.deepEqual(
    figures!.map((figure) => figure!.title),
    ["chat: service CPU per delivery", "chat: throughput"],
  );
  const [cpu] = figures!;
  assert.match(
    cpu!.finding,
    /^40 gate runs, lower is better\. webhook service CPU per delivery got worse on 2026-01-26/,
  );
  assert.equal(cpu!.rows.filter(([run]) => run === TODAY.startedAt).length, 2);
  assert.match(text!, /\| webhook service CPU per delivery +\| +40 \|/);
});

test("gates of another scenario, machine or workload are no part of it, and the first one says so", () => {
  const others = [
    runReport(1, { scenario: "payment" }),
    runReport(2, { workloadFingerprint: "else" }),
    runReport(3, { machine: { fingerprint: "ffff0000", lines: [] } }),
    TODAY, // written already
  ].map(historyEntry);
  for (const entries of [others, []]) {
    const { figures, text } = trendSection(entries, TODAY, "history");
    assert.equal(figures, undefined);
    assert.match(text!, /there is no trend yet/);
  }
});

test("a history that cannot be read costs the page its trend and nothing else", async () => {
  assert.match((await trendOfGate("test", TODAY)).text!, /^There is no trend: .*cannot be read/);
  assert.match((await trendOfGate("test/no/such/history.ndjson", TODAY)).text!, /no trend yet/);
});

test("what a history says becomes no markup, and a page with a trend stays small", () => {
  const nasty = HISTORY.map((entry) => ({ ...entry, head: { label: NASTY }, machine: NASTY }));
  const page = html(TODAY, trendSection(nasty, TODAY, "history"));
  assertInert(page);
  const kilobytes = Buffer.byteLength(page) / 1_000;
  assert.ok(kilobytes < 400, `${kilobytes} KB`);
});
