/** How a sweep is played and kept, with a simulated bench in place of processes. */
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type { BenchRequest } from "../../../src/bench/bench.js";
import { PushbenchError } from "../../../src/errors.js";
import { readResult } from "../../../src/reporters/read-result.js";
import { renderReports } from "../../../src/reporters/registry.js";
import { readStudy, StudyFile } from "../../../src/studies/study-file.js";
import { playSweep, type SweepEvent } from "../../../src/studies/sweep/play.js";
import type { SweepRecord } from "../../../src/studies/sweep/record.js";
import { sweepCsv } from "../../../src/studies/sweep/report/sweep-csv.js";
import { sweepReport } from "../../../src/studies/sweep/report/sweep-md.js";
import { parseSweep } from "../../../src/studies/sweep/sweep-schema.js";
import { csvRecords } from "../../reporters/csv-records.js";
import { folderOf } from "../../scenario/scenario-file.js";
import { type Bend, recordOf, simulated } from "./asked.js";

const OVER = ["arrivals.perSecond=10,1000"];

/** As few cells as show it: each writes its point's result. */
async function begun(context: TestContext, rounds = 2, over = OVER) {
  const folder = await folderOf(context, {});
  const file = new StudyFile(folder);
  file.begin();
  return { folder, file, record: await recordOf("chat", over, rounds) };
}

const play = (
  { record, file }: { record: SweepRecord; file: StudyFile },
  bend?: Bend,
  listener: (event: SweepEvent) => void = () => {},
) =>
  playSweep({
    ...{ record, file, bench: simulated(bend), listeners: [listener], pinning: { services: [0], generators: [1] } },
    entries: { service: "", generator: "" },
    signal: new AbortController().signal,
  });

const kept = (folder: string) => readStudy(folder, parseSweep);

test("a sweep is kept after every cell, and in the end whole", async (context) => {
  const study = await begun(context);
  const seen: BenchRequest[] = [];
  const cells: number[] = [];
  const bend: Bend = (_, request) => {
    seen.push(request);
    return undefined;
  };
  assert.equal(
    await play(study, bend, ({ type, leftSeconds }) => type === "cell-finished" && cells.push(leftSeconds)),
    undefined,
  );
  const record = await kept(study.folder);
  assert.deepEqual([record.state, record.points.map(({ rounds }) => rounds.length)], ["complete", [2, 2]]);
  assert.deepEqual(
    record.points.flatMap(({ rounds }) => rounds.map(({ played }) => played)).sort((a, b) => a - b),
    [1, 2, 3, 4],
  );
  assert.equal(cells.at(-1), 0);
  for (const { scenario, settle, warmUpArrivals } of seen) {
    assert.equal(scenario.run.rounds, 1);
    assert.deepEqual(warmUpArrivals, record.question.scenario.arrivals);
    assert.equal(settle !== undefined, (scenario.arrivals as { perSecond: number }).perSecond === 10);
  }
  assert.deepEqual([...new Set(seen.map(({ scenario }) => scenario.run.seed))].sort(), [2, 3]);
  const [{ approaches }] = record.points[1]!.rounds as [SweepRecord["points"][number]["rounds"][number]];
  const { cpuNsPerSecond, deliveriesPerSecond, eventsPerSecond } = approaches[0]!;
  assert.deepEqual([deliveriesPerSecond, eventsPerSecond], [1000, 1000]);
  assert.ok(Math.abs(cpuNsPerSecond! - (1e6 + 1000 * 100_000) * 1.02) < 1e4, `${cpuNsPerSecond}`);
});

test("each point has one result that stands for itself, with the warnings of a bench of so many rounds", async (context) => {
  const study = await begun(context);
  await play(study, (result) => {
    result.machine.loadAverage = 5; // of the cell before
    for (const { approaches } of result.rounds) for (const one of approaches) delete one.cpus; // only then it is asked
    return undefined;
  });
  for (const { folder } of study.record.points) {
    assert.deepEqual(readdirSync(path.join(study.folder, folder)), ["result.json"]);
    const result = await readResult(path.join(study.folder, folder));
    assert.deepEqual(
      result.rounds.map(({ number }) => number),
      [1, 2],
    );
    assert.deepEqual([result.state, result.seed, result.scenario.run.rounds], ["complete", 1, 2]);
    assert.deepEqual(
      result.warnings.map(({ code }) => code),
      ["too-few-rounds", "busy-machine"],
    );
    assert.match(renderReports(result, ["markdown"])[0]!.text, /2 rounds/);
    assert.ok(result.derived!.comparison.length > 0);
  }
  assert.ok(study.record.points.every(({ rounds }) => rounds.every(({ warnings }) => warnings.length === 0)));
});

const interrupted = new PushbenchError("interrupted", "The run was interrupted.");

test("an interrupted sweep keeps what was played and goes on to the same end", async (context) => {
  const whole = await begun(context);
  await play(whole);
  const study = await begun(context);
  let played = 0;
  assert.equal(await play(study, () => (++played > 3 ? interrupted : undefined)), interrupted);
  const record = await kept(study.folder);
  assert.deepEqual([record.state, record.points.flatMap(({ rounds }) => rounds).length], ["interrupted", 3]);
  const [part] = record.points.filter(({ rounds }) => rounds.length === 1);
  assert.equal((await readResult(path.join(study.folder, part!.folder))).state, "interrupted");
  const { text } = sweepReport(record, study.folder)[0]!;
  assert.match(text, /not complete \(interrupted\).*sweep --resume/);
  assert.match(text, /Only 1 round of 2 counted \(arrivals\.perSecond=10+\)/);
  assert.equal(await play({ record, file: study.file }), undefined);
  assert.deepEqual(record.points, whole.record.points);
  assert.equal((await readResult(path.join(study.folder, part!.folder))).state, "complete");
});

const approachesOf = ({ points }: SweepRecord, point: number): string[][] =>
  points[point]!.rounds.map(({ approaches }) => approaches.map(({ approach }) => approach));

test("a service that dies is a result of its point: the others go on there, and all go on elsewhere", async (context) => {
  const study = await begun(context);
  const died = new PushbenchError("service-died", "The webhook service (pid 7) died: out of memory.");
  const failure = await play(study, (_, { scenario }) => {
    const isThere = (scenario.arrivals as { perSecond: number }).perSecond === 1000;
    return isThere && scenario.approaches.length === 2 ? died : undefined;
  });
  assert.equal(failure, undefined);
  const record = await kept(study.folder);
  assert.deepEqual(approachesOf(record, 1), [["websocket"], ["websocket"]]);
  assert.deepEqual(approachesOf(record, 0), [
    ["webhook", "websocket"],
    ["webhook", "websocket"],
  ]);
  const { text } = sweepReport(record, study.folder)[0]!;
  assert.match(
    text,
    /`webhook` did not survive this point\*\* in round 1.*out of memory.*\(arrivals\.perSecond=1000\)/,
  );
  const rows = csvRecords(sweepCsv(record));
  assert.deepEqual(
    rows.map(({ approach, rounds, service_died, cpu_ns_per_second_median }) => [
      approach,
      rounds,
      service_died,
      cpu_ns_per_second_median !== "",
    ]),
    [
      ["webhook", "2", "false", true],
      ["websocket", "2", "false", true],
      ["webhook", "0", "true", false],
      ["websocket", "2", "false", true],
    ],
  );
});

test("a service that lived in one round and died in the next has a result with the rounds that it lived in", async (context) => {
  const study = await begun(context);
  const died = new PushbenchError("service-died", "The webhook service (pid 7) died: SIGKILL.");
  await play(study, (_, { scenario }) =>
    scenario.run.seed === 3 && scenario.approaches.length === 2 ? died : undefined,
  );
  const result = await readResult(path.join(study.folder, study.record.points[0]!.folder));
  assert.deepEqual(
    result.rounds.map(({ approaches }) => approaches.length),
    [2, 1],
  );
  for (const { text } of renderReports(result, ["markdown", "rounds-csv"])) assert.doesNotMatch(text, /undefined|NaN/);
});

test("what others disturbed is played again, and in the end has no figures but the reason", async (context) => {
  const study = await begun(context);
  let benches = 0;
  await play(study, (result, { scenario }) => {
    benches++;
    if ((scenario.arrivals as { perSecond: number }).perSecond !== 1000) return undefined;
    Object.assign(result.rounds[0]!.approaches[0]!.generator, { verdict: "disturbed", verdictReason: "foreign-cpu" });
    return undefined;
  });
  const { points } = study.record;
  assert.deepEqual([benches, points[1]!.rounds.length, points[1]!.inVain!.length], [6, 2, 2]);
  const [webhook, websocket] = points[1]!.rounds[0]!.approaches;
  assert.deepEqual([webhook!.verdict, webhook!.cpuNsPerSecond], ["disturbed", undefined]);
  assert.ok(websocket!.cpuNsPerSecond !== undefined);
  const { text } = sweepReport(study.record, study.folder)[0]!;
  assert.match(text, /a round of a point was played again: 2 times/);
  assert.match(text, /\| 1000 +\| +– \|/);
});

test("a round whose generator was late once is played again, and its first bench does not count", async (context) => {
  const study = await begun(context);
  let late = 0;
  await play(study, (result, { scenario }) => {
    if ((scenario.arrivals as { perSecond: number }).perSecond !== 1000 || late++ > 0) return undefined;
    Object.assign(result.rounds[0]!.approaches[0]!.generator, {
      verdict: "generator-bound",
      verdictReason: "generator-late",
    });
    return undefined;
  });
  const { rounds, inVain } = study.record.points[1]!;
  assert.deepEqual([rounds.length, inVain!.map(({ reason }) => reason)], [2, ["late"]]);
  assert.ok(rounds.every(({ approaches }) => approaches.every(({ verdict }) => verdict === "not-saturated")));
  const { text } = sweepReport(await kept(study.folder), study.folder)[0]!;
  assert.match(text, /The generator was late, and a round of a point was played again: once/);
});

test("a generator that is the limit is a result of its point, from which no ratio is drawn", async (context) => {
  const study = await begun(context, 6);
  await play(study, (result, { scenario }) => {
    if ((scenario.arrivals as { perSecond: number }).perSecond !== 1000) return undefined;
    for (const { generator } of result.rounds[0]!.approaches)
      Object.assign(generator, { verdict: "generator-bound", verdictReason: "generator-busy" });
    result.warnings = [{ code: "generator-bound", message: "", advice: "" }];
    return undefined;
  });
  const { text } = sweepReport(study.record, study.folder)[0]!;
  const [cpu] = text.split("### Service CPU per second\n")[1]!.split("\n\n###");
  assert.match(cpu!, /\| 10 +\|[^|]+\|[^|]+\| +1\.4\d× \(1\.4\d–1\.4\d\) \|/);
  assert.match(cpu!, /\| 1000 +\|[^|]+†[^|]*\|[^|]+†[^|]*\| +– \|/);
  assert.match(text, /\*\*generator-bound\*\*: .*\(arrivals\.perSecond=1000\)/);
});

test("a point at which something always breaks off is left out; a service that is never ready ends the study at once", async (context) => {
  const study = await begun(context);
  const failed = new PushbenchError("connect-failed", "1000 clients could not connect");
  const isThere = (request: BenchRequest) => (request.scenario.arrivals as { perSecond: number }).perSecond === 1000;
  assert.equal(await play(study, (_, request) => (isThere(request) ? failed : undefined)), undefined);
  assert.deepEqual(
    study.record.points.map(({ rounds, inVain = [] }) => [rounds.length, inVain.length]),
    [
      [2, 0],
      [0, 3],
    ],
  );
  assert.ok(!existsSync(path.join(study.folder, study.record.points[1]!.folder)));
  assert.match(sweepReport(study.record, study.folder)[0]!.text, /Something broke off: 1000 clients could not connect/);
  const never = await begun(context);
  const notReady = new PushbenchError("service-not-ready", "The mine service was not ready");
  assert.equal(await play(never, () => notReady), notReady);
  assert.equal(never.record.state, "failed");
});

test("cells of another machine are refused", async (context) => {
  const study = await begun(context);
  let played = 0;
  const failure = await play(study, (result) => {
    if (++played > 2) result.machine.cpuModel = "Another CPU";
    return undefined;
  });
  assert.deepEqual([failure?.code, study.record.points.flatMap(({ rounds }) => rounds).length], ["study-invalid", 2]);
});

test("what is no sweep is refused with its fields", async (context) => {
  const { record } = await begun(context);
  assert.deepEqual(parseSweep(JSON.stringify(record), "study.json"), JSON.parse(JSON.stringify(record)));
  const refused = (bend: (study: SweepRecord) => void): string => {
    const study = structuredClone(record);
    bend(study);
    try {
      parseSweep(JSON.stringify(study), "study.json");
    } catch (error) {
      return (error as PushbenchError).problems[0]!.at;
    }
    return assert.fail("it was taken");
  };
  assert.equal(
    refused((study) => Object.assign(study, { study: "capacity" })),
    "study",
  );
  assert.equal(
    refused((study) => Object.assign(study.points[0]!, { folder: "points/../.." })),
    "points.0.folder",
  );
  assert.equal(
    refused((study) => study.points.reverse()),
    "points.0.number",
  );
  const figures = {
    approach: "stranger",
    verdict: "disturbed",
    clients: 1,
    eventsPerSecond: 1,
    deliveriesPerSecond: 1,
    undelivered: 0,
  } as const;
  assert.equal(
    refused((study) => study.points[1]!.rounds.push({ round: 1, played: 1, warnings: [], approaches: [figures] })),
    "points.1.rounds.0.approaches.0.approach",
  );
});
