/** A service that answers nothing, in a whole bench beside others. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cellsOf, filled, ran } from "../end-to-end/own-bench-run.js";
import { left, receiver } from "../end-to-end/own-service-run.js";
import { nobodyIsLeft, scratchFolder } from "../end-to-end/processes.js";

const TIMES = /^(latency|service_time|ack)_/;

test("where a service answers nothing, its deliveries are counted and no time is shown", async (context) => {
  const folder = scratchFolder(context);
  const command = `${receiver().replace("own-receiver", "own-logger")} ${folder}`;
  const { round, report, stdout, cells, result } = await ran(
    context,
    {
      silent: { transport: "websocket", answer: "none", greeting: true, path: "/", service: { command } },
      websocket: { transport: "websocket" },
      webhook: { transport: "webhook" },
    },
    "guarantee=at-most-once",
  );
  await nobodyIsLeft();
  assert.deepEqual(left(folder), []);
  assert.deepEqual(
    result.approaches.map(({ deliveriesBy }) => deliveriesBy),
    ["socket", "socket", "acknowledgement"],
  );
  for (const approach of ["silent", "websocket"]) {
    const { deliveries, latency, service, timeline, windowNs, activeNs } = round(approach);
    assert.deepEqual([deliveries.expected, deliveries.delivered, deliveries.reasons], [100, 100, {}], approach);
    for (const unseen of ["duplicates", "outOfOrder", "suppressed", "acked"])
      assert.ok(!(unseen in deliveries), unseen);
    assert.deepEqual(Object.keys(latency), ["lateness"]);
    assert.ok(timeline.every((point) => !("latency" in point)));
    assert.equal(
      timeline.reduce((sum, { delivered }) => sum + delivered, 0),
      100,
    );
    assert.ok(service.cpuNs! > 0);
    assert.ok(activeNs < 1.1 * windowNs, `${activeNs} ns: a ping that waits is no service that is slow`);
    for (const file of ["summary.csv", "rounds.csv", "timeline.csv"])
      for (const line of cells(file, approach)) assert.deepEqual(filled(line, TIMES), [], file);
    assert.deepEqual(new Set(cellsOf(report, approach, /^latency p|^service time/)), new Set(["–"]));
  }
  assert.ok(filled(cells("summary.csv", "webhook")[0]!, TIMES).length > 10);
  for (const text of [report, stdout.replace(/\s+/g, " ")]) {
    assert.match(
      text,
      /`?silent`? \(websocket\) is a service of your own, .*latency is unknown, throughput is what was sent and read/,
    );
    assert.match(text, /`?websocket`? has no acknowledgement under this guarantee/);
  }
  assert.match(stdout, /silent\s+\S+ deliveries\/s\s+p50 –\s+p99 –\s+0 undelivered/);
  assert.doesNotMatch(report, /NaN|undefined|Infinity/);
});
