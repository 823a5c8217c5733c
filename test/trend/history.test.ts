import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { appendHistory, historyEntry, parseHistory, readHistory } from "../../src/trend/history.js";
import { HISTORY, lines, runReport } from "./fixture.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pushbench-history-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("each gate run adds one line, and what is read back is what was added", async () => {
  const file = join(folder, "reports", "history.ndjson");
  assert.equal(await readHistory(file), undefined);
  for (const day of [0, 1]) await appendHistory(file, runReport(day));
  const text = readFileSync(file, "utf8");
  assert.equal(text.trimEnd().split("\n").length, 2);
  const { entries, problems } = (await readHistory(file))!;
  assert.deepEqual(problems, []);
  assert.deepEqual(
    entries.map(({ startedAt }) => startedAt),
    [0, 1].map((day) => runReport(day).startedAt),
  );
});

test("a metric that was not measured is left out, not 0", () => {
  const { metrics } = historyEntry(runReport(0));
  assert.deepEqual(
    metrics.map(({ metric }) => metric),
    ["service-cpu-per-delivery", "service-cpu-per-delivery", "throughput"],
  );
});

test("machines are told apart in words, and so are fleets", () => {
  const report = runReport(0);
  const { fingerprint, lines: known } = report.machine;
  const fleet: typeof known = [...known, ["workers", "3"], ["workers on", "Intel N100, 4 CPUs"]];
  assert.equal(
    historyEntry({ ...report, machine: { fingerprint, lines: fleet } }).machine,
    `${historyEntry(report).machine}, workers 3`,
  );
});

test("a line torn by a kill costs that line and not the next", async () => {
  const file = join(folder, "history.ndjson");
  await appendHistory(file, runReport(0));
  appendFileSync(file, lines(HISTORY.slice(1, 2)).slice(0, 50));
  await appendHistory(file, runReport(2));
  const { entries, problems } = (await readHistory(file))!;
  assert.equal(entries.length, 2);
  assert.deepEqual(problems, [{ line: 2, message: "not JSON: torn, or not written by pushbench" }]);
});

test("foreign, newer and damaged lines are reported with their number", () => {
  const [entry] = HISTORY;
  const text = [
    JSON.stringify(entry),
    "",
    '{"time":1,"commit":"abc"}',
    "null",
    JSON.stringify({ ...entry, historyVersion: 2 }),
    JSON.stringify({ ...entry, verdict: "fine", rounds: -1 }),
    JSON.stringify({ ...entry, startedAt: "yesterday" }),
  ].join("\r\n");
  const { entries, problems } = parseHistory(text);
  assert.equal(entries.length, 1);
  assert.deepEqual(
    problems.map(({ line }) => line),
    [3, 4, 5, 6, 7],
  );
  assert.match(problems[2]!.message, /history version 2, this pushbench reads 1/);
  assert.match(problems[3]!.message, /verdict: .*rounds: /);
  assert.match(problems[4]!.message, /startedAt: /);
});

test("files of several machines can be put together in any order, and a run that is in both counts once", () => {
  const shuffled = [...HISTORY.slice(20), ...HISTORY.slice(0, 25)];
  const { entries } = parseHistory(lines(shuffled));
  assert.equal(entries.length, HISTORY.length);
  const times = entries.map(({ startedAt }) => startedAt);
  assert.deepEqual(times, [...times].sort());
});

test("a history that cannot be written is named", async () => {
  writeFileSync(join(folder, "file"), "");
  await assert.rejects(appendHistory(join(folder, "file", "history.ndjson"), runReport(0)), {
    code: "output-lost",
    message: /history\.ndjson/,
  });
});
