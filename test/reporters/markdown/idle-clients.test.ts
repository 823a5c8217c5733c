/** What reports say of a run without events. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { approachesWithoutDelivery, nothingMeasured } from "../../../src/bench/nothing-measured.js";
import { warningsOf } from "../../../src/bench/warnings.js";
import { exitCodeOfRun } from "../../../src/cli/outcome.js";
import { markdown } from "../../../src/reporters/markdown/report-md.js";
import { comparedIdleMetricNames } from "../../../src/reporters/ratios.js";
import { parseResult } from "../../../src/reporters/read-result.js";
import { tabulate } from "../../../src/reporters/tables.js";
import { idleResultOf, part } from "../fixture.js";

const pinning = { services: [1], generators: [0] };

/** Of the line of the section on idle clients that begins with `label`. */
const cells = (report: string, label: string): string[] => {
  const [, section] = report.split("## What idle clients cost");
  const line = section!.split("\n").find((one) => one.startsWith(`| ${label} `));
  assert.ok(line, label);
  return line
    .split("|")
    .slice(2, -1)
    .map((cell) => cell.trim());
};

test("what idle clients cost has intervals over the rounds, and what there was none of is empty", () => {
  const report = markdown(idleResultOf());
  assert.deepEqual(cells(report, "service CPU per client and second"), [
    "205 ns (201 ns–209 ns)",
    "3.27 µs (3.22 µs–3.32 µs)",
  ]);
  assert.deepEqual(cells(report, "service CPU per heartbeat, everything included"), ["–", "81.8 µs (80.5 µs–83.0 µs)"]);
  assert.deepEqual(cells(report, "wire per client and second"), ["0 B (0 B–0 B)", "0.317 B (0.317 B–0.317 B)"]);
  assert.deepEqual(cells(report, "heartbeats per second (median)"), ["–", "80.0/s"]);
  assert.deepEqual(cells(report, "RSS growth per idle client"), ["–", "7.95 KiB (7.85 KiB–8.05 KiB)"]);
  assert.deepEqual(cells(report, "connections open at the end (median)"), ["0", "2,000"]);
  assert.doesNotMatch(
    report.split("## How it was measured")[0]!,
    /per delivery|latency p|undelivered|No event was due|were lost/i,
  );
});

test("the headline says what a client costs, and claims differences by CPU and memory", () => {
  const [, headline] = markdown(idleResultOf()).split("\n\n");
  assert.deepEqual(headline!.split("\n"), [
    "- **Service CPU per idle client and second**, of 2,000 clients with nothing but heartbeats: 205 ns (201 ns–209 ns) by `webhook` and 3.27 µs (3.22 µs–3.32 µs) by `websocket`.",
    "- **Connections:** 0 open at the end by `webhook` and 2,000 open at the end by `websocket`.",
    "- **`webhook` is cheaper:** `webhook` has 0.0626× (0.0625–0.0628) the service CPU per client of `websocket`. Not told apart by the memory of the service, 1.00× (1.00–1.00).",
  ]);
});

test("nothing that counts deliveries is a figure of an idle run: unknown, never 0", () => {
  const { summary, ratios, idle } = tabulate(parseResult(JSON.stringify(idleResultOf()), "a file"));
  assert.ok(idle);
  for (const row of summary) {
    const { events, deliveries, expected, lost, rejected, duplicates, outOfOrder, deliveriesPerSecond } = row;
    for (const figure of [events, deliveries, expected, lost, rejected, duplicates, outOfOrder, deliveriesPerSecond])
      assert.equal(figure, undefined);
    assert.equal(row.serviceCpuUsPerDelivery ?? row.latencyP99Ns ?? row.wireBytesPerDelivery, undefined);
  }
  assert.deepEqual(
    ratios.map(({ metric }) => metric),
    [...comparedIdleMetricNames],
  );
  const wire = ratios.find(({ metric }) => metric === "wireBytesPerClientSecond")!;
  assert.equal(wire.ratio, undefined, "none of no bytes");
});

test("an idle run is whole: it measured what it was for, and ends well", () => {
  const result = idleResultOf();
  assert.deepEqual([nothingMeasured(result), approachesWithoutDelivery(result)], [[], []]);
  assert.equal(exitCodeOfRun(result, false), 0);
  assert.deepEqual(warningsOf(result, pinning), []);
});

test("connections that end are counted, and those that break are told at the top", () => {
  const report = markdown(
    idleResultOf(6, 2_000, (bent) => {
      for (const { number } of bent.rounds) {
        const webhook = part(bent, number, "webhook"); // a pool that gives up what was idle for long
        webhook.wire.connectionsOpenedBefore = 2_000;
        webhook.idle!.connectionsOpen = number === 6 ? 1_990 : 2_000;
      }
      part(bent, 2, "websocket").wire.connectionsBroken = 3;
      part(bent, 2, "websocket").deliveries.reasons = { "connection lost: no answer to the heartbeat": 3 };
    }),
  );
  assert.deepEqual(cells(report, "connections that ended, all rounds"), ["10", "0"]);
  assert.match(report, /\*\*Found broken: 3 by `websocket`\.\*\*/);
  assert.match(report, /- 3 × `websocket`: connection lost: no answer to the heartbeat/);
});

test("too few heartbeats to say what one costs are told, with the way out", () => {
  const few = warningsOf(idleResultOf(6, 200), pinning);
  assert.deepEqual(
    few.map(({ code, approach }) => [code, approach]),
    [["few-heartbeats", "websocket"]],
  );
  assert.match(few[0]!.advice, /run\.measureSeconds or clients/);
});
