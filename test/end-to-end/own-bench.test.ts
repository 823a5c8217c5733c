/** Services of the user's own beside reference services in one bench: each cell of each report is true or empty. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type { ApproachRound, Result } from "../../src/result/result.js";
import { csvRecords } from "../reporters/csv-records.js";
import { fixture, pushbench, shortRun } from "./command-line.js";
import { example, left, receiver } from "./own-service-run.js";
import { childrenOf, scratchFolder } from "./processes.js";

const LOAD = 'arrivals={"executor":"constant-arrival-rate","perSecond":200}';

/** Of the service: what nobody knows of one that was only named by its URL. */
const UNKNOWN_OF_A_URL = /^service_(cpu|outside|idle|rss|held|event_loop|garbage)/;
const TIMES = /^(latency|service_time|ack)_/;

interface Ran {
  result: Result;
  round(approach: string): ApproachRound;
  report: string;
  stdout: string;
  /** The cells of that approach in a CSV file, by column, of each of its lines. */
  cells(file: string, approach: string): Record<string, string>[];
}

async function ran(context: TestContext, approaches: object, ...more: string[]): Promise<Ran> {
  const out = path.join(scratchFolder(context), "report");
  const set = [`approaches=${JSON.stringify(approaches)}`, LOAD, "clients=8", "objectives={}", ...more];
  const argv = ["bench", "--scenario", "payment", "--out", out, ...shortRun(1, 0.25)];
  const { exitCode, stdout, stderr } = await pushbench([...argv, ...set.flatMap((one) => ["--set", one])]);
  assert.equal(exitCode, 0, stdout + stderr);
  const text = (file: string): string => readFileSync(path.join(out, file), "utf8");
  const result = JSON.parse(text("result.json")) as Result;
  return {
    result,
    round: (approach) => result.rounds[0]!.approaches.find((one) => one.approach === approach)!,
    report: text("report.md"),
    stdout,
    cells: (file, approach) => csvRecords(text(file)).filter((line) => line.approach === approach),
  };
}

/** A service that somebody else runs: its URL and its pid. */
async function running(context: TestContext): Promise<{ url: string; pid: number }> {
  const program = [fixture("own-receiver"), "prints-port"];
  const child: ChildProcess = spawn(process.execPath, program, { stdio: ["ignore", "pipe", "inherit"] });
  context.after(async () => {
    if (child.exitCode === null && child.kill()) await once(child, "exit");
  });
  const [printed] = (await once(child.stdout!, "data")) as [Buffer];
  return { url: `http://127.0.0.1:${/localhost:(\d+)/.exec(printed.toString())![1]}`, pid: child.pid! };
}

const filled = (cells: Record<string, string>, columns: RegExp): string[] =>
  Object.keys(cells).filter((column) => columns.test(column) && cells[column] !== "");

/** The cells of that approach in every table of the report whose first column matches. */
function cellsOf(report: string, approach: string, label: RegExp): string[] {
  let place = -1;
  return report.split("\n").flatMap((line) => {
    const cells = line.split("|").map((cell) => cell.trim());
    if (line.startsWith("|") && cells[1] === "")
      place = cells.findIndex((cell) => cell.replace(/ [†‡]$/, "") === `\`${approach}\``);
    return place > 0 && label.test(cells[1] ?? "") ? [cells[place]!] : [];
  });
}

test("an own receiver, one that somebody else runs and a reference service play one ingest, all counted alike", async (context) => {
  const folder = scratchFolder(context);
  const { url, pid } = await running(context);
  const { result, round, report, stdout, cells } = await ran(context, {
    mine: { transport: "webhook", service: { command: `${example("webhook-receiver.mjs")} ${folder}` } },
    live: { transport: "webhook", service: { url }, signature: "none" },
    websocket: { transport: "websocket" },
  });
  assert.deepEqual([left(folder), childrenOf(process.pid)], [[], [pid]], "what pushbench started is gone");
  for (const { approach, deliveries, latency } of result.rounds[0]!.approaches) {
    assert.deepEqual(
      [deliveries.expected, deliveries.delivered, deliveries.acked, deliveries.reasons],
      [100, 100, 100, {}],
      approach,
    );
    for (const unseen of ["duplicates", "outOfOrder", "suppressed"]) assert.ok(!(unseen in deliveries), unseen);
    assert.equal(latency.latency, latency.ack, "both end at the acknowledgement");
    for (const file of ["summary.csv", "rounds.csv"])
      for (const line of cells(file, approach))
        assert.deepEqual(filled(line, /^(duplicates|out_of_order|suppressed)/), [], `${approach} in ${file}`);
    assert.deepEqual(
      cellsOf(report, approach, /delivered twice|out of order|duplicates|again|suppressed/).join(""),
      "––––––",
    );
  }
  assert.ok(result.approaches.every(({ deliveriesBy }) => deliveriesBy === "acknowledgement"));
  assert.deepEqual(Object.keys(round("mine").service).sort(), [
    "cpuNs",
    "idleCpuRatio",
    "idleMemory",
    "outsideCpuNs",
    "pid",
    "rssBeforeBytes",
    "rssIdleBytes",
    "rssLoadedBytes",
    "rssMaxBytes",
  ]);
  assert.ok(round("websocket").service.eventLoopUtilisation! > 0);
  assert.deepEqual(round("live").service, {});
  assert.ok(round("live").slices!.every((slice) => !("cpuNs" in slice)));
  for (const file of ["summary.csv", "rounds.csv", "timeline.csv"])
    for (const line of cells(file, "live")) assert.deepEqual(filled(line, UNKNOWN_OF_A_URL), [], file);
  assert.ok(filled(cells("summary.csv", "mine")[0]!, UNKNOWN_OF_A_URL).length > 5);
  for (const line of cells("comparison.csv", "live").filter(({ metric }) => UNKNOWN_OF_A_URL.test(metric!)))
    assert.deepEqual([line.figure, line.ratio], ["", ""]);
  for (const text of [report, stdout.replace(/\s+/g, " ")]) {
    assert.match(text, /Cost of the service.*unknown by `?live`?/);
    assert.match(text, /Nothing was lost(\*\*)?, of 100 deliveries by each\./);
    assert.match(text, /Deliveries of all approaches are counted when their sender has the acknowledgement, so that/);
    assert.match(
      text,
      /`?live`? \(webhook\) is a service of your own, run by somebody else at .* its CPU and memory are unknown/,
    );
  }
  const costs = cellsOf(report, "live", /^(service CPU|the same|service event loop|garbage|RSS|objects)/);
  assert.ok(costs.length > 12);
  assert.deepEqual(new Set(costs), new Set(["–"]));
  assert.doesNotMatch(report, /NaN|undefined|Infinity/);
});

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
  assert.deepEqual([left(folder), childrenOf(process.pid)], [[], []]);
  assert.deepEqual(
    result.approaches.map(({ deliveriesBy }) => deliveriesBy),
    ["socket", "socket", "acknowledgement"],
  );
  for (const approach of ["silent", "websocket"]) {
    const { deliveries, latency, service, timeline } = round(approach);
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
