/** Gates whose clients are played by workers, over a real nats-server. */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { pushbench } from "../../end-to-end/command-line.js";
import { gate } from "../../end-to-end/gate-run.js";
import { commands, payment, receiver, reportOf } from "../../end-to-end/own-service-run.js";
import { scratchFolder } from "../../end-to-end/processes.js";
import { readResult } from "../../end-to-end/started-run.js";
import { skip } from "../../fleet/nats-process.js";
import { assertAllDelivered, fleetOfTest, generatorsOf } from "./fleet-run.js";

test("a stored baseline of a fleet is compared with a fleet of that size, and with nothing else", {
  skip,
}, async (context) => {
  const fleet = await fleetOfTest(context);
  const workers = [await fleet.worker("a"), await fleet.worker("b")];
  const folder = scratchFolder(context);
  const stored = (...argv: string[]) => {
    const baseline = ["--baseline", path.join(folder, "chat.json"), "--rounds-limit", "1"];
    return pushbench(gate(folder, ...baseline, ...argv));
  };
  const written = await stored("--update", ...fleet.options(2));
  assert.equal(written.exitCode, 0, written.stdout + written.stderr);
  for (const players of [[], fleet.options(1)]) {
    const refused = await stored(...players);
    assert.equal(refused.exitCode, 2, refused.stdout);
    assert.match(refused.stderr, /workers: the baseline has 2, this run/);
  }
  const same = await stored(...fleet.options(2));
  assert.ok([2, 3].includes(same.exitCode), same.stdout + same.stderr); // one round decides nothing
  assert.match(same.stdout, /Inconclusive: chat, stored baseline of/);
  const { rounds, hosts } = readResult(path.join(folder, "reports"));
  assertAllDelivered(rounds[0]!.approaches);
  assert.deepEqual(
    rounds[0]!.hosts?.map(({ worker }) => worker),
    ["a", "b"],
  );
  assert.equal(hosts?.length, 2);
  assert.deepEqual(workers.flatMap(generatorsOf), []);
});

test("base and head of one's own are played by the same workers in the same rounds, and the report says how to play it again", {
  skip,
}, async (context) => {
  const fleet = await fleetOfTest(context);
  await fleet.worker("a");
  await fleet.worker("b");
  const folder = scratchFolder(context);
  const ran = await pushbench([...payment(folder, ...commands(receiver())), ...fleet.options(2)]);
  assert.equal(ran.exitCode, 3, ran.stdout + ran.stderr);
  const { command, machine } = reportOf(folder);
  assert.match(command, / --fleet nats:\/\/HOST --workers 2$/);
  assert.deepEqual(
    machine.lines.find(([name]) => name === "workers"),
    ["workers", "2"],
  );
  const [round] = readResult(path.join(folder, "reports")).rounds;
  assertAllDelivered(round!.approaches);
  assert.deepEqual(round!.approaches.map(({ arm }) => arm).sort(), ["base", "head"]);
  assert.deepEqual(
    round!.hosts?.map(({ worker }) => worker),
    ["a", "b"],
  );
});

test("the noise of a fleet is calibrated on the fleet", { skip }, async (context) => {
  const fleet = await fleetOfTest(context);
  await fleet.worker("a");
  await fleet.worker("b");
  const out = path.join(scratchFolder(context), "calibration");
  const sets = [
    "objectives={}",
    "clients=20",
    "run.warmUpSeconds=0",
    "run.measureSeconds=0.25",
    "run.sliceSeconds=0.25",
  ];
  const chat = ["calibrate", "--scenario", "chat", "--approaches", "websocket", "--minutes", "0.01", "--out", out];
  const ran = await pushbench([...chat, ...sets.flatMap((one) => ["--set", one]), ...fleet.options(2)]);
  assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
  const [round] = readResult(out).rounds;
  assertAllDelivered(round!.approaches);
  assert.equal(round!.hosts?.length, 2);
});

test("where workers are missing, a gate says so before it builds a base", { skip }, async (context) => {
  const fleet = await fleetOfTest(context);
  const folder = scratchFolder(context);
  const ran = await pushbench(gate(folder, "--against", "no-such-ref", ...fleet.options(1)));
  assert.equal(ran.exitCode, 4, ran.stdout + ran.stderr);
  assert.match(ran.stderr, /The run needs 1 worker, but within 10 s 0 of them took part/);
});
