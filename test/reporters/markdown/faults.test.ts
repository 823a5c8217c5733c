import assert from "node:assert/strict";
import { test } from "node:test";
import { timelineCsv } from "../../../src/reporters/csv/timeline-csv.js";
import { faults, faultsLine } from "../../../src/reporters/markdown/faults.js";
import { tabulate } from "../../../src/reporters/tables.js";
import type { PlayedFault } from "../../../src/result/fault-samples.js";
import type { Result } from "../../../src/result/result.js";
import { csvRecords } from "../csv-records.js";
import { part, resultOf } from "../fixture.js";

/** Two rounds through an outage from 0.5 to 1.1 s; the webhook's backlog takes two seconds longer than the window. */
function outage(bend: (result: Result) => void = () => {}): Result {
  return resultOf(2, undefined, (result) => {
    result.scenario.faults = [{ kind: "service-killed", atSeconds: 0.5, forSeconds: 0.6 }];
    for (const round of [1, 2]) {
      const fault: PlayedFault = { kind: "service-killed", beganNs: 0.5e9, endedNs: 1.1e9 };
      const before = [5, 5, 5, 5, 5, 0, 0, 0, 0, 0, 0];
      part(result, round, "websocket").recovery = {
        faults: [{ ...fault, detectNs: 2e6, recoverNs: 3e6 * round, recoverAllNs: 9e6, drainNs: 70e6 }],
        delivered: [...before, 20, ...new Array<number>(18).fill(5)],
        binNs: 100e6,
      };
      part(result, round, "webhook").recovery = {
        faults: [{ ...fault, detectNs: 4e6, recoverNs: 8e6, ...(round === 1 ? {} : { drainNs: 3.9e9 }) }],
        delivered: [...before, ...new Array<number>(19).fill(5), ...new Array<number>(20).fill(0), 10],
        binNs: 100e6,
      };
    }
    bend(result);
  });
}

test("each fault's times stand side by side, with the rounds in which they never came", () => {
  const text = faults(tabulate(outage()))!;
  const line = (label: string) =>
    text
      .split("\n")
      .find((one) => one.includes(label))
      ?.split("|")
      .slice(2, 4)
      .map((cell) => cell.trim());
  assert.deepEqual(line("`service-killed` at 0.5 s for 0.6 s: detected after"), ["4.00 ms", "2.00 ms"]);
  assert.deepEqual(line("recovered after"), ["8.00 ms", "4.50 ms"]);
  assert.deepEqual(line("for every recipient after"), ["never", "9.00 ms"]);
  assert.deepEqual(line("backlog drained after"), ["3.90 s (never in 1 of 2 rounds)", "70.0 ms"]);
});

test("the chart has one scale for all, blanks for nothing, and the fault under it", () => {
  const text = faults(tabulate(outage()))!;
  assert.match(text, /a column is 100 ms, the full height 200\/s/);
  const [webhook, websocket, mark] = /```text\n([\s\S]*)\n```/.exec(text)![1]!.split("\n");
  assert.equal(webhook, `webhook        |▃▃▃▃▃      ${"▃".repeat(19)}${" ".repeat(20)}▅|`);
  assert.equal(websocket, `websocket      |▃▃▃▃▃      █${"▃".repeat(18)}${" ".repeat(21)}|`);
  assert.equal(mark, `service-killed |     xxxxxxx${" ".repeat(39)}|`);
});

test("the headline says how each came through, in which round, and what it still owes", () => {
  const [line] = faultsLine(tabulate(outage()));
  assert.equal(
    line,
    "**Through `service-killed`**, in its slowest round: `webhook` did not recover in some round and never delivered all of its backlog; `websocket` delivered new events after 9.00 ms and its backlog after 70.0 ms.",
  );
});

test("without faults there is nothing of it", () => {
  const tables = tabulate(resultOf());
  assert.deepEqual([faults(tables), faultsLine(tables)], [undefined, []]);
});

test("timeline.csv has what came in each second, the drain's too, and the faults that were on", () => {
  const rows = csvRecords(timelineCsv(outage())).filter(
    ({ round, approach }) => round === "1" && approach === "webhook",
  );
  assert.deepEqual(
    rows.map(({ second, delivered_during, faults: on }) => [second, delivered_during, on]),
    [
      ["0", "25", "service-killed"],
      ["1", "45", "service-killed"],
      ["2", "50", ""],
      ["3", "0", ""],
      ["4", "0", ""],
      ["5", "10", ""],
    ],
  );
  assert.equal(rows[4]!.deliveries, "", "no event was due then");
});
