/** CPU and memory of all that a process started, held against what the burning process counts itself. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { keptOwner } from "../../src/last-will.js";
import { ProcessGroup, ProcessTree } from "../../src/machine/process-group.js";
import { isAlive, until } from "../end-to-end/processes.js";

const burner = path.join(path.dirname(fileURLToPath(import.meta.url)), "../fixtures/burns-and-tells.js");

const TOLD_MS = 20_000;

interface Told {
  pid: number;
  cpuNs: number;
  rssBytes: number;
}

/** A leader whose child, a shell, runs a script that starts `"$NODE" "$BURNER"`; resolves when that has burnt and told. */
async function group(context: TestContext, script: string) {
  const leader = spawn(process.execPath, ["-e", LEADER, script], {
    detached: true,
    env: { ...process.env, NODE: process.execPath, BURNER: burner },
    stdio: ["ignore", "pipe", "inherit"],
  });
  context.after(() => {
    for (const pid of new ProcessGroup(leader.pid!).find()) process.kill(pid, "SIGKILL");
    process.kill(-leader.pid!, "SIGKILL");
  });
  const [line] = (await once(leader.stdout, "data", { signal: AbortSignal.timeout(TOLD_MS) })) as [Buffer];
  return { leader: leader.pid!, told: JSON.parse(line.toString()) as Told };
}

const LEADER = `require("node:child_process").spawn("/bin/sh", ["-c", process.argv[1]], { stdio: "inherit" }); setInterval(() => {}, 1e6)`;

test("a grandchild's CPU and memory are the group's, the leader's are not", async (context) => {
  const { leader, told } = await group(context, '"$NODE" "$BURNER" & wait');
  const seen = new ProcessGroup(leader).usage(true)!;
  assert.ok(told.cpuNs >= 200e6, `${told.cpuNs} ns burnt`);
  // The shell's own start, and what the burner does after it has told, are little; another Node would be 30 ms and more.
  assert.ok(seen.cpuNs >= told.cpuNs - 20e6 && seen.cpuNs < told.cpuNs + 25e6, `${seen.cpuNs} of ${told.cpuNs} ns`);
  const aboveBytes = seen.rssBytes - told.rssBytes;
  assert.ok(aboveBytes > -2e6 && aboveBytes < 10e6, `${seen.rssBytes} of ${told.rssBytes} bytes`);
});

test("what a child used that has ended stays in the sum, its memory does not", async (context) => {
  const { leader, told } = await group(context, '"$NODE" "$BURNER" & wait; sleep 60');
  const processes = new ProcessGroup(leader);
  const before = processes.usage(true)!;
  process.kill(told.pid, "SIGKILL");
  await until(
    "the shell has waited for it",
    () => !processes.find().includes(told.pid) && processes.find().length === 2,
  );
  const after = processes.usage(true)!;
  assert.ok(after.cpuNs >= before.cpuNs - 20e6, `${after.cpuNs} after ${before.cpuNs} ns`);
  assert.ok(after.rssBytes < told.rssBytes / 2, `${after.rssBytes} bytes`);
});

test("a child with a session of its own still belongs to it", async (context) => {
  const { leader, told } = await group(context, 'setsid "$NODE" "$BURNER" & wait');
  assert.ok(new ProcessGroup(leader).find().includes(told.pid));
});

test("without time nobody new is looked for, and nothing left is unknown, not 0", async (context) => {
  const { leader, told } = await group(context, 'sleep 60 & "$NODE" "$BURNER" & wait');
  const processes = new ProcessGroup(leader);
  processes.find();
  process.kill(told.pid, "SIGKILL");
  await until("the burner is gone", () => !isAlive(told.pid));
  assert.ok(processes.usage(false)!.rssBytes < told.rssBytes / 2, "it has lost a member, and goes on");
  assert.equal(processes.find().length, 2);
  for (const pid of processes.find()) process.kill(pid, "SIGKILL");
  await until("it is gone", () => !isAlive(told.pid) && processes.find().length === 0);
  assert.equal(processes.usage(true), undefined);
});

test("what has left its session and its parents is found by the mark of its owner, and only by that", async (context) => {
  const owner = `test-${process.pid}`;
  const script = 'export PUSHBENCH_OWNER="$0/$PPID"; setsid --fork "$NODE" "$BURNER"; sleep 60';
  const { leader, told } = await group(context, script.replace("$0", owner));
  context.after(() => process.kill(told.pid, "SIGKILL"));
  assert.ok(!new ProcessGroup(leader).find().includes(told.pid));
  assert.ok(new ProcessGroup(leader, owner).find().includes(told.pid));
  assert.ok(!new ProcessGroup(leader, "another").find().includes(told.pid));
  assert.deepEqual(new ProcessGroup(leader + 1, owner).find(), [], "another keeper of the same run");
  assert.match(keptOwner(owner, leader), /^test-\d+\/\d+$/);
});

test("a process with its children, and nothing of it when it is gone", async (context) => {
  const { leader, told } = await group(context, '"$NODE" "$BURNER" & wait');
  const tree = new ProcessTree(leader);
  assert.ok([leader, told.pid].every((pid) => tree.find().includes(pid)));
  const seen = tree.usage(true)!;
  assert.ok(seen.cpuNs > told.cpuNs && seen.rssBytes > told.rssBytes, "the root is counted as well");
  assert.equal(new ProcessTree(2 ** 22 + 1).usage(true), undefined);
});
