/** What a report says of a fleet. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { warningsOf } from "../../../src/bench/warnings.js";
import { roundsCsv, summaryCsv } from "../../../src/reporters/csv/rows-csv.js";
import { reportHtml } from "../../../src/reporters/html/report-html.js";
import { markdown } from "../../../src/reporters/markdown/report-md.js";
import { parseResult } from "../../../src/reporters/read-result.js";
import { figuresOf } from "../../../src/reporters/result-charts/result-figures.js";
import { tabulate } from "../../../src/reporters/tables.js";
import type { HostRecord } from "../../../src/result/hosts.js";
import type { Result } from "../../../src/result/result.js";
import { csvRecords } from "../csv-records.js";
import { resultOf } from "../fixture.js";

const host = (worker: string, more: Partial<HostRecord> = {}): HostRecord => ({
  ...{ worker, host: `${worker}.example`, cpuModel: "A CPU", cpuCount: 8, memoryBytes: 2 ** 34 },
  ...{ operatingSystem: "Linux", node: "v20.19.0" },
  ...more,
});

/** Worker a played both rounds, b the first, and c in its place the second. */
function played(): Result {
  const result = resultOf(2);
  result.hosts = [host("a", { cpus: [2, 3] }), host("b"), host("c")];
  result.rounds[0]!.hosts = [
    { worker: "a", clients: 100, clockBoundNs: 0 },
    { worker: "b", clients: 100, clockBoundNs: 150_000 },
  ];
  result.rounds[1]!.hosts = [
    { worker: "a", clients: 100, clockBoundNs: 0 },
    { worker: "c", clients: 100, clockBoundNs: 90_000 },
  ];
  result.rounds[1]!.replayedFor = "Worker b has been silent for 5.1 s.";
  return result;
}

test("a report of a fleet says which host played what, and how well its clock was known", () => {
  const text = markdown(played());
  const section = text.split("## Hosts\n")[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  const cells = rows.map((row) => row.split("|").map((cell) => cell.trim()));
  assert.deepEqual(
    cells.map((row) => [row[1], row[3], row[6], row[7], row[8]]),
    [
      ["`a`", "8 (A CPU), generator on 2, 3", "100", "2 of 2", "the same clock"],
      ["`b`", "8 (A CPU)", "100", "1 of 2", "± 150 µs"],
      ["`c`", "8 (A CPU)", "100", "1 of 2", "± 90.0 µs"],
    ],
  );
  assert.match(text, /The clients were on the hosts above, and the network to them is in the figures\./);
  assert.match(text, /bench --scenario .*--fleet nats:\/\/HOST --workers 2/);
  assert.doesNotMatch(text, /loopback on one machine/);
  assert.doesNotMatch(markdown(resultOf(2)), /## Hosts|--fleet/);
});

test("a report says on which host the services were, and that both clocks are in what is unknown of a client's", () => {
  const result = played();
  result.scenario.flow = "ingest";
  for (const round of result.rounds)
    round.hosts = [
      { worker: "b", clients: 0, services: true, clockBoundNs: 700_000 },
      { worker: "a", clients: 200, clockBoundNs: 90_000 },
    ];
  const text = markdown(result);
  assert.match(text, /\| `b` +\|.*\| +the services \| +2 of 2 \| +± 700 µs \|/);
  assert.match(text, /clock is against that of the services: both hosts' together/);
  assert.match(
    text,
    /The clients and the services were on the hosts above, and the network between them is in the figures\./,
  );
  assert.match(text, /--fleet nats:\/\/HOST --workers 1 --service-on b /);
  const sidesHere = (of: Result) => markdown(of).match(/^- (services|generators) on: .*$/gm)?.length ?? 0;
  assert.deepEqual(
    [resultOf(2), played(), result].map(sidesHere),
    [2, 1, 0],
    "a side that is elsewhere is on no CPU of the coordinator",
  );
  assert.match(
    text,
    /each ± 90\.0 µs, because two hosts stamped it/,
    "what is unknown of the services' clock is in it",
  );
  assert.deepEqual(parseResult(JSON.stringify(result), "result.json").rounds[0]!.hosts, result.rounds[0]!.hosts);
});

test("a report of a fleet says what else ran on each host, of the worst round", () => {
  const result = played();
  const [first, second] = result.rounds.map(({ approaches }) => approaches[0]!);
  const quiet = { worker: "a", busyRatio: 0.2, foreignRatio: 0.01, stealRatio: 0 };
  first!.hostCpus = [quiet, { worker: "b", busyRatio: 0.9, foreignRatio: 0.5, stealRatio: 0.03, pressureRatio: 0.4 }];
  second!.hostCpus = [{ ...quiet, foreignRatio: 0.02 }];
  Object.assign(first!.generator, { verdict: "disturbed", verdictReason: "foreign-cpu", verdictWorker: "b" });
  const text = markdown(result);
  const cells = text
    .split("\n")
    .filter((line) => /^\| `[abc]` /.test(line))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  assert.deepEqual(
    cells.map((row) => [row[1], ...row.slice(9, 12)]),
    [
      ["`a`", "2.00 %", "0 %", "–"],
      ["`b`", "50.0 %", "3.00 %", "40.0 %"],
      ["`c`", "–", "–", "–"],
    ],
  );
  assert.match(
    text,
    /Rounds that were disturbed: by `webhook` 1 of 2 \(other processes ran on the CPUs \(worker b\)\)/,
  );
  assert.match(text, /^\| because \(worst round\) +\| +other processes ran on the CPUs \(worker b\) /m);
  assert.deepEqual(parseResult(JSON.stringify(result), "result.json").rounds, result.rounds);
});

test("a round that was played again is warned of, with the reason", () => {
  const [warning] = warningsOf(played(), { services: [0], generators: [1] }).filter(
    ({ code }) => code === "round-replayed",
  );
  assert.match(warning?.message ?? "", /^1 of 2 rounds was played again.*: Worker b has been silent for 5\.1 s\.$/);
});

test("what a result says of its fleet is read back", () => {
  const text = JSON.stringify(played());
  assert.deepEqual(parseResult(text, "result.json").hosts, played().hosts);
});

test("latencies that two hosts stamped stand beside what their clocks leave open", () => {
  const result = played();
  result.scenario.flow = "ingest";
  assert.match(markdown(result), /\*\*Latency\*\* from when .*; each ± 150 µs, because two hosts stamped it\./);
  result.scenario.flow = "relay";
  assert.doesNotMatch(markdown(result), /two hosts stamped it/);
});

/** The cells of the line that begins with that label, in that section of report.md. */
function cellsOf(text: string, section: string, label: RegExp): string[] {
  const lines = text.split(`\n## ${section}\n`)[1]!.split("\n## ")[0]!.split("\n");
  const line = lines.find((one) => label.test(one)) ?? assert.fail(`${section} has no line ${label}`);
  return line
    .split("|")
    .slice(2, -1)
    .map((cell) => cell.trim());
}

test("the bound stands beside every time that two hosts stamped, of the rounds behind it, and beside no other", () => {
  const result = played();
  result.scenario.flow = "ingest";
  const text = markdown(result);
  const bounded = (cells: readonly string[]): string[] => cells.map((cell) => / ± (.*)$/.exec(cell)?.[1] ?? "exact");
  assert.deepEqual(bounded(cellsOf(text, "Comparison", /^\| latency p50 /)).slice(0, 2), ["150 µs", "150 µs"]);
  assert.deepEqual(bounded(cellsOf(text, "Comparison", /^\| service CPU per delivery /)).slice(0, 2), [
    "exact",
    "exact",
  ]);
  const quantiles = bounded(cellsOf(text, "Latency", /^\| `webhook` p99 /));
  assert.deepEqual(quantiles, ["150 µs", "150 µs", "exact", "exact"], "latency, service time; ack, lateness");
  const [, first, , verdict] = bounded(cellsOf(text, "By round", /^\| 1 `webhook` /));
  assert.deepEqual([first, verdict], ["150 µs", "exact"]);
  assert.equal(bounded(cellsOf(text, "By round", /^\| 2 `webhook` /))[1], "90.0 µs", "each round has its own");
  result.approaches[1]!.deliveriesBy = "acknowledgement";
  const mixed = markdown(result);
  assert.deepEqual(bounded(cellsOf(mixed, "Comparison", /^\| latency p50 /)).slice(0, 2), ["150 µs", "exact"]);
  assert.match(mixed, /; because two hosts stamped them, those of `webhook` ± 150 µs\./);
  assert.doesNotMatch(markdown(resultOf(2)), / ± /, "this machine has one clock");
});

test("an objective that two hosts stamped was reached within the bound", () => {
  const result = played();
  result.scenario.flow = "ingest";
  assert.match(cellsOf(markdown(result), "Objectives", /^\| latency p99 at most /)[1]!, /met: .* ± 150 µs$/);
});

test("charts of latencies say what the clocks leave open, and the CSV files have it in a column", () => {
  const result = played();
  result.scenario.flow = "ingest";
  const { first, latency, byRound, cost } = figuresOf(tabulate(result));
  const sayIt = [first!, ...latency, ...byRound, ...cost].filter(({ finding }) => /at most ± 150 µs\./.test(finding));
  assert.deepEqual(sayIt.map(({ name }) => name).sort(), [
    "by-round-p50",
    "by-round-p99",
    "heat",
    "over-time",
    "percentiles",
  ]);
  const columns = (csv: string) => csvRecords(csv).map((row) => row.latency_bound_ns);
  assert.deepEqual(columns(summaryCsv(result)), ["150000", "150000"]);
  assert.deepEqual(columns(roundsCsv(result)), ["150000", "150000", "90000", "90000"]);
  result.scenario.flow = "relay";
  assert.deepEqual(columns(summaryCsv(result)), ["0", "0"]);
  assert.deepEqual(columns(summaryCsv(resultOf(2))), ["", ""]);
  assert.ok(!figuresOf(tabulate(result)).latency.some(({ finding }) => finding.includes("±")));
});

test("the page has the hosts as the report has them", () => {
  assert.match(reportHtml(played()), /<summary>Hosts<\/summary>.*± 150 µs/s);
  assert.doesNotMatch(reportHtml(resultOf(2)), /<summary>Hosts/);
});
