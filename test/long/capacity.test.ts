/** Capacities searched for real: of a service whose capacity is known, and with a generator that is the limit on purpose. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { choosePinning } from "../../src/machine/cpu-pinning.js";
import type { Result } from "../../src/result/result.js";
import type { CapacityRecord } from "../../src/studies/capacity/record.js";
import { fixture, pushbench } from "../end-to-end/command-line.js";
import { receiver } from "../end-to-end/own-service-run.js";
import { childrenOf, nobodyIsLeft, scratchFolder } from "../end-to-end/processes.js";

const WORK_US = 2_000;

async function searched(context: TestContext, more: string[], trials: number, generatorEntry?: string) {
  const out = path.join(scratchFolder(context), "study");
  const argv = [
    ...["capacity", "github-events", "--out", out, "--trials", String(trials), "--seconds", "1"],
    ...["--set", "run.warmUpSeconds=1", "--set", "objectives={latencyP99Ms: 200, lost: 0}"],
    ...["--set", "arrivals={executor: constant-arrival-rate, perSecond: 150}"],
  ];
  const before = childrenOf(process.pid);
  const ran = await pushbench([...argv, ...more], generatorEntry === undefined ? {} : { generatorEntry });
  await nobodyIsLeft(before);
  const study = JSON.parse(readFileSync(path.join(out, "study.json"), "utf8")) as CapacityRecord;
  const resultOf = (folder: string): Result =>
    JSON.parse(readFileSync(path.join(out, folder, "result.json"), "utf8")) as Result;
  return { ...ran, study, resultOf };
}

test("a service that takes 2 ms of CPU for each event carries one over that", async (context) => {
  const mine = `mine=http://localhost:1/ ${receiver("works-us", String(WORK_US))}`;
  const { exitCode, stdout, stderr, study, resultOf } = await searched(context, ["--approach", mine], 16);
  const [{ answer }] = study.answers as [CapacityRecord["answers"][number]];
  if (answer.kind === "undecided" && answer.because === "disturbed") return context.skip("others disturbed the trials");
  assert.ok(answer.kind === "found", stdout + stderr);
  assert.equal(exitCode, 0);
  // What the kernel says that an event cost, the HTTP around the work included
  const busy = study.trials.filter(({ outcome, rate }) => outcome !== "not-counted" && rate > answer.from * 0.9);
  const costs = busy.map(({ folder }) => {
    const round = resultOf(folder).rounds[0]!.approaches[0]!;
    return round.service.cpuNs! / round.deliveries.delivered;
  });
  const costNs = costs.sort((a, b) => a - b)[costs.length >> 1]!;
  context.diagnostic(`${answer.from}–${answer.to}, ${1e9 / costNs} by CPU, at most ${1e6 / WORK_US}`);
  assert.ok(costNs > WORK_US * 1e3);
  assert.ok(answer.from * 0.97 <= 1e9 / costNs && 1e9 / costNs <= answer.to * 1.03, JSON.stringify({ answer, costNs }));
});

test("a generator that is the limit gives no capacity, and is named", async (context) => {
  const approaches = ["--approaches", "webhook"];
  const { exitCode, stdout, study } = await searched(context, approaches, 12, fixture("busy-generator"));
  const [{ answer, counted }] = study.answers as [CapacityRecord["answers"][number]];
  assert.deepEqual([exitCode, answer.kind, counted], [5, "undecided", 0], stdout);
  assert.match(stdout, /webhook: no capacity, because (the generator was the limit in|other work disturbed) too many/);
  assert.doesNotMatch(stdout, /^webhook +\d/m);
});

const [serviceCpu] = choosePinning().services;
const skip = serviceCpu === undefined ? "services are not pinned here" : false;

test("beside a hog on the service's CPU there is no number", { skip }, async (context) => {
  const burning = "const parent = process.ppid; while (process.ppid === parent);";
  const hog = spawn("taskset", ["-c", String(serviceCpu), process.execPath, "-e", burning], { stdio: "ignore" });
  try {
    const { study, stdout } = await searched(context, ["--approaches", "webhook"], 12);
    assert.equal(hog.exitCode, null, "the hog was there to the end");
    const [{ answer }] = study.answers as [CapacityRecord["answers"][number]];
    assert.equal(answer.kind, "undecided", stdout);
    assert.match(stdout, /not counted/);
  } finally {
    hog.kill("SIGKILL");
  }
});
