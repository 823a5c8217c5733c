/** Whole runs on a fleet of workers on this machine, over a real nats-server. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pushbench } from "../../end-to-end/command-line.js";
import { scratchFolder, until } from "../../end-to-end/processes.js";
import { readResult } from "../../end-to-end/started-run.js";
import { skip } from "../../fleet/nats-process.js";
import { assertAllDelivered, fleetOfTest, generatorsOf } from "./fleet-run.js";

const APPROACHES = ["--approaches", "webhook,websocket,sse"];

test("two workers play a quick chat: sums balance, and the same is expected as of two local generators", {
  skip,
}, async (context) => {
  const fleet = await fleetOfTest(context);
  const workers = [await fleet.worker("b"), await fleet.worker("a")];
  const [out, local] = [path.join(scratchFolder(context), "fleet"), path.join(scratchFolder(context), "local")];
  const chat = ["bench", "--scenario", "chat", "--quick", "--set", "objectives={}", ...APPROACHES];
  const ran = await pushbench([...chat, "--out", out, ...fleet.options(2)]);
  assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
  const result = readResult(out);
  const [round] = result.rounds;
  assertAllDelivered(round!.approaches);
  assert.deepEqual(
    round!.hosts?.map(({ worker }) => worker),
    ["a", "b"],
  );
  assert.equal(
    round!.hosts?.reduce((sum, { clients }) => sum + clients, 0),
    result.scenario.clients,
  );
  assert.deepEqual(
    round!.hosts?.map(({ clockBoundNs }) => clockBoundNs),
    [0, 0],
    "all read the same clock",
  );
  assert.deepEqual(
    result.hosts?.map(({ worker }) => worker),
    ["a", "b"],
  );
  const report = readFileSync(path.join(out, "report.md"), "utf8");
  assert.match(report, /## Hosts[\s\S]*`a`[\s\S]*the same clock/);
  assert.match(report, /--fleet nats:\/\/HOST --workers 2/);
  assert.deepEqual(workers.flatMap(generatorsOf), [], "no generator stays");
  const isFree = ({ output }: (typeof workers)[number]) => /plays for[\s\S]*is free: the run is over/.test(output);
  await until("both are free", () => workers.every(isFree));

  const alone = await pushbench([...chat, "--out", local, "--generators", "2"]);
  assert.equal(alone.exitCode, 0, alone.stdout + alone.stderr);
  const localResult = readResult(local);
  assert.equal(localResult.scheduleFingerprint, result.scheduleFingerprint);
  const expected = (one: typeof result) =>
    one.rounds[0]!.approaches.map(({ approach, deliveries }) => [approach, deliveries.events, deliveries.expected]);
  assert.deepEqual(expected(result), expected(localResult));
  assert.equal(localResult.hosts, undefined);
});

test("each flow is played, and workers serve one run after another", { skip }, async (context) => {
  const fleet = await fleetOfTest(context);
  await fleet.worker("a");
  await fleet.worker("b");
  for (const scenario of ["stripe", "stock-ticker"]) {
    const out = path.join(scratchFolder(context), scenario);
    const argv = ["bench", "--scenario", scenario, "--quick", "--set", "objectives={}", "--out", out];
    const ran = await pushbench([...argv, ...fleet.options(2)]);
    assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
    assertAllDelivered(readResult(out).rounds[0]!.approaches);
  }
});

test("a host with too few open files for its share ends the run before anything is played, with the worker's name", {
  skip: skip || whyNoPrlimit(),
}, async (context) => {
  const fleet = await fleetOfTest(context);
  await fleet.worker("large");
  const small = await fleet.workerIn(["prlimit", "--nofile=128:128"], "small");
  const out = path.join(scratchFolder(context), "report");
  const ran = await pushbench(["bench", "--scenario", "chat", "--quick", "--out", out, ...fleet.options(2)]);
  assert.equal(ran.exitCode, 2, ran.stdout + ran.stderr);
  assert.match(ran.stderr, /Worker small: 100 clients by 2 approaches need about \d+ open files .* the limit is 128\./);
  assert.match(ran.stderr, /ulimit -n \d+.*--workers \d+/);
  assert.ok(!existsSync(path.join(out, "result.json")), "nothing was begun");
  await until("the worker is free", () => /is free/.test(small.output));
});

/** Whether the system has what starts a program with a limit. */
function whyNoPrlimit(): string | false {
  try {
    execFileSync("prlimit", ["--nofile=128:128", "true"], { stdio: "ignore" });
    return false;
  } catch (error) {
    return `prlimit: ${(error as Error).message}`;
  }
}

test("a worker refuses what its own configuration does not allow, in words, and is free afterwards", {
  skip,
}, async (context) => {
  const fleet = await fleetOfTest(context);
  const worker = await fleet.worker("small", "--max-clients", "10");
  const out = path.join(scratchFolder(context), "report");
  const ran = await pushbench(["bench", "--scenario", "chat", "--quick", "--out", out, ...fleet.options(1)]);
  assert.equal(ran.exitCode, 4, ran.stdout);
  assert.match(ran.stderr, /Worker small plays 10 clients at most, but the run asks for 200/);
  assert.match(ran.stderr, /--max-clients/);
  await until("the worker is free", () => /is free/.test(worker.output));
});
