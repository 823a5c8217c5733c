/** What each host of a fleet says of its own CPUs, and what becomes of a round in which others used them. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { FOREIGN_RATIO } from "../../../src/collectors/generator-health.js";
import { choosePinning } from "../../../src/machine/cpu-pinning.js";
import { fixture, pushbench } from "../../end-to-end/command-line.js";
import { scratchFolder } from "../../end-to-end/processes.js";
import { payment, readResult } from "../../end-to-end/started-run.js";
import { skip } from "../../fleet/nats-process.js";
import { fleetOfTest } from "./fleet-run.js";

const { services, generators, reason } = choosePinning();
const unpinned = skip || (reason !== undefined && `not pinned: ${reason}`);

test("each host tells of its CPUs, and the services' machine of its own", { skip: unpinned }, async (context) => {
  const fleet = await fleetOfTest(context);
  await fleet.worker("pinned", "--cpus", String(generators[0]));
  await fleet.worker("free");
  const out = path.join(scratchFolder(context), "report");
  const ran = await pushbench([...payment(out), ...fleet.options(2)]);
  assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
  const [approach] = readResult(out).rounds[0]!.approaches;
  assert.deepEqual(
    approach!.hostCpus?.map(({ worker }) => worker),
    ["free", "pinned"],
  );
  for (const { busyRatio, foreignRatio, stealRatio } of approach!.hostCpus!)
    for (const share of [busyRatio, foreignRatio, stealRatio]) assert.ok(share >= 0 && share <= 1.05, `${share}`);
  assert.ok(approach!.cpus?.services !== undefined && approach!.cpus.generators !== undefined);
  const section = readFileSync(path.join(out, "report.md"), "utf8").split("## Hosts\n")[1]!;
  assert.match(section, /^\| `pinned` .*\d %.*\d % /m);
});

test("a hog on one host's CPU makes its generator the limit, and the round names the worker", {
  skip: unpinned,
}, async (context) => {
  const fleet = await fleetOfTest(context);
  await fleet.worker("calm", "--cpus", String(services[0]));
  await fleet.worker("crowded", "--cpus", String(generators[0]));
  const hog = spawn("taskset", ["-c", String(generators[0]), process.execPath, fixture("burns-cpu")], {
    stdio: "ignore",
  });
  const gone = new Promise((resolve) => hog.once("exit", resolve));
  const out = path.join(scratchFolder(context), "report");
  try {
    const ran = await pushbench([...payment(out), ...fleet.options(2)]);
    assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
  } finally {
    hog.kill("SIGKILL");
    await gone;
  }
  const { rounds, warnings } = readResult(out);
  const [{ generator, hostCpus }] = rounds[0]!.approaches as [(typeof rounds)[number]["approaches"][number]];
  assert.ok(
    hostCpus!.find(({ worker }) => worker === "crowded")!.foreignRatio > FOREIGN_RATIO,
    JSON.stringify(hostCpus),
  );
  assert.ok(["generator-bound", "disturbed"].includes(generator.verdict), JSON.stringify(generator));
  const calm = hostCpus!.find(({ worker }) => worker === "calm")!;
  if (calm.foreignRatio <= FOREIGN_RATIO) assert.equal(generator.verdictWorker, "crowded", JSON.stringify(generator));
  assert.ok(warnings.some(({ code, message }) => code === generator.verdict && message.includes("(worker ")));
});
