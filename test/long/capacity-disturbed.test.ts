/**
 * A service that is stopped, or that shares its CPU, while its capacity is searched: there is never a number without a warning. Where the
 * machine has other work as well there may be no number, which is right, too.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { choosePinning } from "../../src/machine/cpu-pinning.js";
import { parseProcessStat } from "../../src/machine/process-stat.js";
import type { CapacityRecord, TrialRecord } from "../../src/studies/capacity/record.js";
import { nsToMs } from "../../src/units.js";
import { pushbench } from "../end-to-end/command-line.js";
import { commandLineOf, left, receiver } from "../end-to-end/own-service-run.js";
import { childrenOf, nobodyIsLeft, scratchFolder } from "../end-to-end/processes.js";

/** A trial is a second long, so each has a stop of its service if there is one. */
const STOPPED_MS = 250;
const GOES_ON_MS = 350;
/** More than Node takes to start: some hundred events were served. */
const HAS_SERVED_MS = 400;

interface Searched {
  study: CapacityRecord;
  stdout: string;
  answer: CapacityRecord["answers"][number]["answer"];
  failed: TrialRecord[];
}

const WORKS_2_MS = ["works-us", "2000"];

async function searched(
  context: TestContext,
  latencyP99Ms: number,
  folder = scratchFolder(context),
  service = WORKS_2_MS,
): Promise<Searched> {
  const out = path.join(folder, "study");
  const before = childrenOf(process.pid);
  const { stdout, stderr } = await pushbench([
    ...["capacity", "github-events", "--approach", `mine=http://localhost:1/ ${receiver(...service, folder)}`],
    ...["--approaches", "mine", "--out", out, "--trials", "12", "--seconds", "1", "--set", "run.start=cold"],
    ...["--set", `objectives={latencyP99Ms: ${latencyP99Ms}, lost: 0}`],
    ...["--set", "arrivals={executor: constant-arrival-rate, perSecond: 150}"],
  ]);
  await nobodyIsLeft(before);
  assert.equal(stderr, "");
  const study = JSON.parse(readFileSync(path.join(out, "study.json"), "utf8")) as CapacityRecord;
  const failed = study.trials.filter(({ outcome }) => outcome === "failed");
  context.diagnostic(JSON.stringify({ ...study.answers[0], failed: failed.length }));
  return { study, stdout, answer: study.answers[0]!.answer, failed };
}

/** Sees every service of the study, numbered from 1, and has `act` on it until the returned function is called. */
function watching(folder: string, act: (pid: number, service: number) => Promise<void>): () => Promise<void> {
  const seen: number[] = [];
  const end = new AbortController();
  const done = (async () => {
    while (!end.signal.aborted) {
      const services = left(folder).filter((pid) => commandLineOf(pid).startsWith(process.execPath));
      seen.push(...services.filter((pid) => !seen.includes(pid)));
      for (const pid of services) await act(pid, seen.indexOf(pid) + 1);
      await setTimeout(20);
    }
  })();
  return async () => {
    end.abort();
    await done;
  };
}

async function stopForAWhile(pid: number): Promise<void> {
  signal(pid, "SIGSTOP");
  await setTimeout(STOPPED_MS);
  signal(pid, "SIGCONT");
  await setTimeout(GOES_ON_MS);
}

function cpuMs(pid: number): number {
  try {
    return nsToMs(parseProcessStat(readFileSync(`/proc/${pid}/stat`, "utf8")).cpuNs);
  } catch {
    return 0; // it has ended
  }
}

function signal(pid: number, which: NodeJS.Signals): void {
  try {
    process.kill(pid, which);
  } catch {} // it has ended
}

test("a service that is stopped in one trial", async (context) => {
  const folder = scratchFolder(context);
  const STOPPED = 5;
  const end = watching(folder, async (pid, service) => {
    if (service === STOPPED) await stopForAWhile(pid);
  });
  const { study, stdout } = await searched(context, 200, folder).finally(end);
  const stopped = study.trials[STOPPED - 1]!;
  assert.notEqual(stopped.outcome, "passed", stdout);
  if (stopped.outcome === "not-counted") return;
  assert.ok(stopped.warnings.includes("stalled"), stdout);
  assert.match(stdout, /mine: stalled in \d+ trials?/);
});

test("a service that is stopped in all trials: less is carried, and why is said", async (context) => {
  const folder = scratchFolder(context);
  const end = watching(folder, stopForAWhile);
  const { failed, stdout, answer } = await searched(context, 2_000, folder).finally(end);
  for (const { number, warnings } of failed) assert.ok(warnings.includes("stalled"), `trial ${number}\n${stdout}`);
  if (answer.kind === "found") assert.match(stdout, /mine: stalled in \d+ trials/);
});

test("a service that is stopped for good fails its trial, and the next has another", async (context) => {
  const folder = scratchFolder(context);
  let stopped = 0;
  const end = watching(folder, async (pid, service) => {
    if (stopped > 0 || service < 3 || cpuMs(pid) < HAS_SERVED_MS) return;
    stopped = pid;
    signal(pid, "SIGSTOP");
  });
  const { study, stdout } = await searched(context, 200, folder).finally(end);
  assert.ok(stopped > 0, "there was one that had served");
  const trial = study.trials.find(({ reasons }) =>
    reasons.some(({ code }) => code === "undelivered" || code === "still-trying"),
  );
  if (trial === undefined) return assert.match(stdout, /not counted/);
  assert.ok(trial.outcome === "failed" && trial.warnings.includes("stalled"), stdout);
});

test("a service that dies in trials of more than 400 events", async (context) => {
  const { failed, stdout, answer } = await searched(context, 200, scratchFolder(context), ["dies-after", "400"]);
  const died = failed.filter(({ reasons }) => reasons.some(({ code }) => code === "service-died"));
  if (died.length === 0) return assert.equal(answer.kind, "undecided", stdout);
  assert.ok(
    died.every(({ rate, warnings }) => rate > 390 && warnings.includes("service-died")),
    stdout,
  );
  assert.match(stdout, /mine: service-died in \d+ trials?/);
});

const [serviceCpu] = choosePinning().services;
const skip = serviceCpu === undefined ? "services are not pinned here" : false;

test("a hog that takes a seventh of the service's CPU is told of", { skip }, async (context) => {
  const hog = spawn("taskset", ["-c", String(serviceCpu), process.execPath, "-e", `(${burnInTurns})(process.ppid)`], {
    stdio: "ignore",
  });
  try {
    const { answer, failed, stdout } = await searched(context, 200);
    assert.equal(hog.exitCode, null, "the hog was there to the end");
    assert.ok(failed.length === 0 || failed.some(({ warnings }) => warnings.includes("shared-cpus")), stdout);
    if (answer.kind === "found") assert.match(stdout, /mine: shared-cpus in \d+ trials?/);
  } finally {
    hog.kill("SIGKILL");
  }
});

/** 3 of each 21 ms, until its parent is gone. It is given as text. */
function burnInTurns(parent: number): void {
  const turn = (): void => {
    const until = performance.now() + 3;
    while (performance.now() < until);
    if (process.ppid === parent) globalThis.setTimeout(turn, 18);
  };
  turn();
}
