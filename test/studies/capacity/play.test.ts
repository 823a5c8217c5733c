/** How a study is played and kept, with a simulated bench in place of processes. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type { BenchOutcome, BenchRequest } from "../../../src/bench/bench.js";
import { PushbenchError } from "../../../src/errors.js";
import { executorOf } from "../../../src/executors/registry.js";
import type { Result } from "../../../src/result/result.js";
import { type PlayRequest, playCapacity, type StudyEvent } from "../../../src/studies/capacity/play.js";
import type { CapacityRecord } from "../../../src/studies/capacity/record.js";
import { capacityCsv } from "../../../src/studies/capacity/report/capacity-csv.js";
import { capacityMarkdown } from "../../../src/studies/capacity/report/capacity-md.js";
import { parseCapacity } from "../../../src/studies/capacity/study-schema.js";
import { readStudy, StudyFile } from "../../../src/studies/study-file.js";
import { csvRecords } from "../../reporters/csv-records.js";
import { resultOf, WEBHOOK } from "../../reporters/fixture.js";
import { folderOf } from "../../scenario/scenario-file.js";
import { questionAbout, recordOf } from "./asked.js";

const CAPACITIES: Record<string, number> = { webhook: 900, websocket: 3_000 };

type Bench = NonNullable<PlayRequest["bench"]>;

/** As a bench whose service has a queue above its capacity. `bend` may make it anything else. */
const simulated =
  (bend: (result: Result, rate: number, request: BenchRequest) => BenchOutcome["failure"] = () => undefined): Bench =>
  async (request) => {
    const { scenario } = request;
    const [approach] = scenario.approaches;
    const executor = executorOf(scenario.arrivals);
    assert.ok(executor.loop === "open" && scenario.approaches.length === 1);
    const rate = executor.expectedEvents(scenario.arrivals, 1e9);
    const result = resultOf(1, [{ ...WEBHOOK, name: approach!.name, transport: approach!.transport }]);
    const round = result.rounds[0]!.approaches[0]!;
    Object.assign(round, { windowNs: 2e9, activeNs: rate < CAPACITIES[approach!.name]! ? 2e9 : 3e9 });
    const failure = bend(result, rate, request);
    return { result, file: undefined as never, ...(failure && { failure }) };
  };

async function begun(context: TestContext) {
  const folder = await folderOf(context, {});
  const question = await questionAbout("github-events", 2, "approaches={webhook: , websocket: }");
  const file = new StudyFile(folder);
  file.begin();
  return { folder, file, record: recordOf({ ...question, trials: 12 }) };
}

const play = (
  { record, file }: { record: CapacityRecord; file: StudyFile },
  bench: Bench = simulated(),
  more: Partial<PlayRequest> = {},
) =>
  playCapacity({
    ...{ record, file, bench, listeners: [] },
    entries: { service: "", generator: "" },
    signal: new AbortController().signal,
    ...more,
  });

test("a study is kept after every trial, and in the end whole", async (context) => {
  const study = await begun(context);
  const kept: number[] = [];
  const events: StudyEvent["type"][] = [];
  const listener = (event: StudyEvent): void => {
    events.push(event.type);
    if (event.type !== "trial-finished") return;
    const text = readFileSync(path.join(study.folder, "study.json"), "utf8");
    kept.push((JSON.parse(text) as CapacityRecord).trials.length);
  };
  assert.equal(await play(study, simulated(), { listeners: [listener] }), undefined);
  const record = await readStudy(study.folder, parseCapacity);
  assert.deepEqual([record.state, record.trials.length], ["complete", 24]);
  assert.deepEqual(
    kept,
    Array.from({ length: 24 }, (_, i) => i + 1),
  );
  assert.deepEqual(events.slice(0, 3), ["trial-started", "trial-finished", "trial-started"]);
  const [webhook, websocket] = record.answers.map(({ answer }) => answer);
  assert.ok(webhook?.kind === "found" && webhook.from < 900 && webhook.to > 900, JSON.stringify(webhook));
  assert.ok(websocket?.kind === "found" && websocket.from < 3_000 && websocket.to > 3_000, JSON.stringify(websocket));
  const [ratio] = record.ratios;
  assert.ok(ratio!.approach === "webhook" && ratio!.low < 0.3 && ratio!.high > 0.3, JSON.stringify(ratio));
});

test("each trial has a folder of its own, and what a bench must be told", async (context) => {
  const study = await begun(context);
  const asked: string[] = [];
  await play(
    study,
    simulated((_, __, request) => {
      asked.push(path.relative(study.folder, request.directory));
      assert.ok(request.overrides.includes("approaches={webhook: , websocket: }"));
      assert.ok(request.overrides.some((one) => one.startsWith("arrivals={")));
      return undefined;
    }),
  );
  assert.deepEqual(
    asked,
    study.record.trials.map(({ folder }) => folder),
  );
  assert.match(asked[0]!, /^trials\/001-web(hook|socket)$/);
  assert.equal(new Set(asked).size, 24);
});

const interrupted = new PushbenchError("interrupted", "The run was interrupted.");

test("an interrupted study keeps what was played and goes on to the same end", async (context) => {
  const whole = await begun(context);
  await play(whole);
  const study = await begun(context);
  let played = 0;
  const failure = await play(
    study,
    simulated(() => (++played > 7 ? interrupted : undefined)),
  );
  assert.equal(failure, interrupted);
  const kept = await readStudy(study.folder, parseCapacity);
  assert.deepEqual([kept.state, kept.failure?.code, kept.trials.length], ["interrupted", "interrupted", 7]);
  assert.ok(kept.answers.every(({ answer }) => answer.kind === "undecided" && answer.because === "unfinished"));
  assert.match(capacityMarkdown(kept, study.folder), /not complete \(interrupted\).*capacity --resume/);
  assert.equal(await play({ record: kept, file: study.file }), undefined);
  const resumed = await readStudy(study.folder, parseCapacity);
  assert.deepEqual([resumed.state, resumed.failure], ["complete", undefined]);
  assert.deepEqual(resumed.trials, whole.record.trials);
});

test("a whole study that goes on plays nothing more", async (context) => {
  const study = await begun(context);
  await play(study);
  let played = 0;
  await play(
    study,
    simulated(() => {
      played++;
      return undefined;
    }),
  );
  assert.deepEqual([played, study.record.state], [0, "complete"]);
});

test("a service that dies under a load that it once survived does not carry it; one that never lived breaks the study off", async (context) => {
  const died = new PushbenchError("service-died", "The webhook service died: out of memory");
  const study = await begun(context);
  await play(
    study,
    simulated((_, rate) => (rate > 500 ? died : undefined)),
  );
  const [{ answer }] = study.record.answers as [CapacityRecord["answers"][number]];
  assert.ok(answer.kind === "found" && answer.from < 500 && answer.to > 500, JSON.stringify(answer));
  assert.ok(study.record.trials.some(({ reasons }) => reasons[0]?.code === "service-died"));
  const stillborn = await begun(context);
  assert.equal(
    await play(
      stillborn,
      simulated(() => died),
    ),
    died,
  );
  assert.deepEqual([stillborn.record.state, stillborn.record.trials], ["failed", []]);
});

test("a disk that is full under way ends the study with that, and the file stays as it was last", async (context) => {
  const study = await begun(context);
  const { file } = study;
  const lost = new PushbenchError("output-lost", "Cannot write");
  let writes = 0;
  const full = Object.assign(Object.create(file) as StudyFile, {
    write(record: CapacityRecord) {
      if (++writes > 4) throw lost;
      file.write(record);
    },
  });
  assert.equal(await play({ record: study.record, file: full }), lost);
  assert.deepEqual([(await readStudy(study.folder, parseCapacity)).trials.length, study.record.state], [3, "failed"]);
});

test("trials of another machine are refused", async (context) => {
  const study = await begun(context);
  let played = 0;
  const failure = await play(
    study,
    simulated((result) => {
      if (++played > 5) result.machine.cpuModel = "Another CPU";
      return undefined;
    }),
  );
  assert.deepEqual([failure?.code, study.record.trials.length], ["study-invalid", 5]);
  assert.deepEqual(failure?.problems, [{ at: "CPU", message: "was Example CPU @ 3.00GHz and is Another CPU" }]);
});

test("a generator that is the limit gives a bound, and the report says so", async (context) => {
  const study = await begun(context);
  await play(
    study,
    simulated((result, rate) => {
      const { generator } = result.rounds[0]!.approaches[0]!;
      if (rate > 600) Object.assign(generator, { verdict: "generator-bound", verdictReason: "generator-busy" });
      return undefined;
    }),
  );
  const answers = study.record.answers.map(({ answer }) => answer);
  for (const answer of answers) {
    assert.ok(answer.kind === "not-below" && answer.limit === "generator", JSON.stringify(answer));
    assert.ok(answer.rate > 300 && answer.rate <= 600, `${answer.rate}`);
  }
  const report = capacityMarkdown(study.record, study.folder);
  assert.match(report, /\| +not below \d+\/s \| +– \| +– \|/);
  assert.match(report, /`webhook`: no capacity, because the generator is the limit above that/);
  assert.match(
    report,
    /`webhook`: \d+ trials not counted: the generator was the limit: its own work left no room on its CPU\./,
  );
});

test("the reports have every trial and every answer", async (context) => {
  const study = await begun(context);
  await play(study);
  const lines = csvRecords(capacityCsv(study.record));
  assert.equal(lines.length, 24);
  assert.ok(lines.every(({ outcome, reasons }) => (outcome === "failed") === (reasons === "queued")));
  assert.deepEqual(
    lines.map(({ folder }) => folder),
    study.record.trials.map(({ folder }) => folder),
  );
  const report = capacityMarkdown(study.record, study.folder);
  assert.match(report, /^# .*: capacity\n\n\|/);
  assert.match(report, /\| `webhook` +\| +\d+\/s \| +\d[\d,.]*–[\d,.]+\/s \| +[\d.]+ \| +12 \|/);
  assert.match(report, /\*\*`webhook` carries 0\.\d+× \(0\.\d+–0\.\d+\) what `websocket` carries\.\*\*/);
  assert.equal(report.match(/^\| `web(hook|socket)` +\| (passed|failed)/gm)?.length, 24);
  assert.doesNotMatch(report, /undefined|NaN|casts doubt/);
});

test("a study that begins removes an earlier one, and nothing of anybody else", async (context) => {
  const study = await begun(context);
  await play(study);
  for (const name of ["notes.md", "capacity.md"]) writeFileSync(path.join(study.folder, name), "");
  study.file.begin();
  assert.deepEqual(readdirSync(study.folder), ["notes.md"]);
  writeFileSync(path.join(study.folder, "capacity.md"), "somebody's");
  study.file.begin();
  assert.ok(existsSync(path.join(study.folder, "capacity.md")));
});

test("what is no study is refused with its fields", async (context) => {
  const { folder, record } = await begun(context);
  await assert.rejects(readStudy(folder, parseCapacity), ({ code }: PushbenchError) => code === "study-not-found");
  const refused = (bend: (study: Record<string, unknown>) => void): PushbenchError => {
    const study = structuredClone(record) as unknown as Record<string, unknown>;
    bend(study);
    try {
      parseCapacity(JSON.stringify(study), "study.json");
    } catch (error) {
      return error as PushbenchError;
    }
    return assert.fail("it was taken");
  };
  assert.deepEqual(parseCapacity(JSON.stringify(record), "study.json"), record);
  assert.equal(refused((study) => (study.schemaVersion = 2)).problems[0]!.at, "schemaVersion");
  assert.equal(refused((study) => delete study.question).problems[0]!.at, "question");
  const trial = { number: 1, block: 1, approach: "stranger", rate: 1, folder: "", outcome: "passed" };
  assert.deepEqual(
    refused((study) => (study.trials = [{ ...trial, reasons: [], warnings: [], figures: {} }])).problems,
    [{ at: "trials.0.approach", message: "must be one of webhook, websocket" }],
  );
  const unexcused = { ...trial, approach: "webhook", outcome: "not-counted", reasons: [], warnings: [], figures: {} };
  assert.deepEqual(refused((study) => (study.trials = [unexcused])).problems, [
    { at: "trials.0.reasons.0.code", message: "must be one of generator, disturbed, unmeasured" },
  ]);
  assert.throws(() => parseCapacity("{", "study.json"), /study\.json is not JSON/);
});
