import assert from "node:assert/strict";
import { test } from "node:test";
import type { Result } from "../../src/result/result.js";
import { withoutApproaches } from "../../src/stacks/of-run.js";
import { stacksTable } from "../../src/stacks/table.js";
import { approachRound, part, resultOf, WEBHOOK, WEBSOCKET } from "../reporters/fixture.js";

const ws = { name: "ws", version: "ws 8.23.0" };
const withStack =
  (more: object = {}) =>
  (result: Result): void => {
    result.approaches[1]!.stack = { ...ws, ...more };
  };
const lines = (text: string): string[] => text.split("\n");

test("each service has a row with its version, the cheapest first, and no figure stands for what is unknown", () => {
  const result = resultOf(6, [WEBHOOK, WEBSOCKET], withStack());
  const table = stacksTable({ results: [result], leftOut: [] });
  const rows = lines(table).filter((line) => line.startsWith("| `"));
  assert.match(rows[0]!, /^\| `websocket` +\| ws 8\.23\.0 +\| websocket +\|.* – \|$/);
  assert.match(rows[1]!, /^\| `webhook` +\| reference service +\| webhook +\|.* – \|$/);
  assert.match(table, /^`chat`: 6 rounds of 3 s each, at-least-once\. All took turns in one run/);
  for (const round of result.rounds) for (const one of round.approaches) one.service.cpuNs = undefined as never;
  for (const line of lines(stacksTable({ results: [result], leftOut: [] })).filter((one) => one.startsWith("| `")))
    assert.match(line, /^(\|[^|]*){3}\| +– /);
});

test("what a reader must know stands below: less work, lost deliveries, doubtful rounds, a quick run", () => {
  const result = resultOf(6, [WEBHOOK, WEBSOCKET], withStack({ notPromised: ["once", "limit"] }));
  result.quick = true;
  part(result, 1, "websocket").deliveries.delivered -= 3;
  result.rounds[1]!.approaches[0] = approachRound(WEBHOOK, 2, "generator-bound");
  const table = stacksTable({ results: [result], leftOut: [] });
  assert.match(table, /^`websocket` does less work than the others: it does not promise once, limit\.$/m);
  assert.match(table, /^`websocket`: 3 of [\d,]+ deliveries never came\.$/m);
  assert.match(table, /^\| `webhook`.* †/m);
  assert.match(table, /^† /m);
  assert.match(table, /A quick run is no evidence/);
});

test("stacks without figures are named with their reason, once for all that share it", () => {
  const leftOut = [
    { name: "express", why: "cannot play it: it plays ingest" },
    { name: "flask", why: "not installed: no module (apt-get install python3-flask)" },
    { name: "hono", why: "cannot play it: it plays ingest" },
  ];
  const table = stacksTable({ results: [], leftOut });
  assert.deepEqual(lines(table), [
    "No stack was played.",
    "",
    "Without figures:",
    "",
    "- `express`, `hono`: cannot play it: it plays ingest",
    "- `flask`: not installed: no module (apt-get install python3-flask)",
  ]);
});

test("of several runs each row says which, and the page that they cannot be compared across", () => {
  const table = stacksTable({ results: [resultOf(6), resultOf(5)], leftOut: [] });
  assert.match(table, /^\| `webhook` \(run 1\) /m);
  assert.match(table, /^\| `webhook` \(run 2\) /m);
  assert.match(table, /^`chat`: 5 rounds .* 2 runs, .*Compare within a run/);
});

test("a result without an approach holds nothing of it", () => {
  const result = resultOf(6, [WEBHOOK, WEBSOCKET], (one) => {
    one.warnings = [
      { code: "deliveries-lost", message: "Lost.", advice: "Look.", approach: "websocket" },
      { code: "quick", message: "Quick.", advice: "Wait." },
    ];
    for (const round of one.rounds) round.startOrder = ["websocket", "webhook"];
  });
  const kept = withoutApproaches(result, ["websocket"]);
  assert.doesNotMatch(JSON.stringify({ ...kept, transports: {} }), /websocket/);
  assert.deepEqual([kept.rounds.length, kept.rounds[0]!.startOrder, kept.warnings.length], [6, ["webhook"], 1]);
  assert.equal(result.approaches.length, 2, "the run's own result is left as it is");
});
