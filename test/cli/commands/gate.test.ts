/** What a gate does to its folder before it plays: nobody else's is touched, and no earlier verdict outlives a gate that breaks off. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { processName } from "../../../src/process-name.js";
import { fakeEnvironment, runFake } from "../fake-environment.js";

/** A folder with an earlier gate's files, and a gate into it whose base is not there. */
async function gateInto(context: TestContext, holder?: number) {
  const environment = await fakeEnvironment(context);
  const out = path.join(environment.cwd, "out");
  mkdirSync(out);
  for (const file of ["gate.json", "gate.md", "notes.md", "result.json"]) writeFileSync(path.join(out, file), "{}");
  if (holder !== undefined) {
    symlinkSync(JSON.stringify(processName(holder)), path.join(out, ".pushbench-writes-here"));
  }
  const argv = ["gate", "chat", "--baseline", "absent.json", "--out", "out"];
  return { ...(await runFake(context, argv, environment)), files: readdirSync(out).sort() };
}

test("a gate that breaks off before it plays leaves no earlier verdict, and what is not a gate's stays", async (context) => {
  const { exitCode, stderr, files } = await gateInto(context);
  assert.deepEqual([exitCode, files], [2, ["notes.md"]], stderr);
  assert.match(stderr, /absent\.json/);
});

test("a gate into a folder that another run writes to is refused, and touches nothing there", async (context) => {
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  context.after(() => other.kill("SIGKILL"));
  const { exitCode, stderr, files } = await gateInto(context, other.pid!);
  assert.equal(exitCode, 2);
  assert.match(stderr, new RegExp(`^error: Another run \\(pid ${other.pid}\\) is writing to `));
  assert.deepEqual(files, [".pushbench-writes-here", "gate.json", "gate.md", "notes.md", "result.json"]);
});

test("a gate that names no folder and breaks off leaves none", async (context) => {
  const environment = await fakeEnvironment(context);
  const { exitCode } = await runFake(context, ["gate", "chat", "--baseline", "absent.json"], environment);
  assert.equal(exitCode, 2);
  assert.ok(!existsSync(path.join(environment.cwd, "reports")));
});

test("services of the user's own are the same in every version of pushbench, so --against is refused", async (context) => {
  const environment = await fakeEnvironment(context);
  const argv = ["gate", "payment", "--against", "main", "--approach", "mine=http://localhost:1 ./serve"];
  const { exitCode, stderr } = await runFake(context, argv, environment);
  assert.equal(exitCode, 2);
  assert.match(stderr, /^error: --against is a version of pushbench, and mine is a service of your own/);
});
