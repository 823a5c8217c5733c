/** Bad luck, one kind each: a clear error with a way out, the right exit code, nothing left behind, nothing finished lost. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { fixture, mainProgram, pushbench } from "./command-line.js";
import { nobodyIsLeft, scratchFolder } from "./processes.js";
import { assertInterrupted, EARLY, payment, readResult, start } from "./started-run.js";

test("a port that is taken is named, and nothing is left running", async (context) => {
  const taken = createServer().listen(0, "127.0.0.1");
  context.after(() => taken.close());
  await new Promise((resolve) => taken.once("listening", resolve));
  const { port } = taken.address() as { port: number };
  const out = path.join(scratchFolder(context), "report");
  const { exitCode, stderr } = await pushbench([...payment(out), "--port", String(port)]);
  assert.equal(exitCode, 4);
  assert.match(stderr, new RegExp(`The webhook service cannot listen on port ${port}: it is taken`));
  assert.match(stderr, /hint: .*--port/);
  await nobodyIsLeft();
  assert.deepEqual([readResult(out).state, readResult(out).failure?.code], ["failed", "port-taken"]);
});

test("a service that never becomes ready is given up, with its last words", async (context) => {
  const out = path.join(scratchFolder(context), "report");
  const argv = [...payment(out), "--set", "run.readySeconds=1"];
  const { exitCode, stderr } = await pushbench(argv, { serviceEntry: fixture("never-ready") });
  assert.equal(exitCode, 4);
  assert.match(stderr, /The webhook service \(pid \d+, still running\) was not ready after 1000 ms/);
  assert.match(stderr, /still loading the model/);
  await nobodyIsLeft();
});

test("a service that dies mid-run fails the run, which keeps its finished rounds", async (context) => {
  const out = path.join(scratchFolder(context), "report");
  const { exitCode, stderr } = await pushbench(payment(out), { serviceEntry: fixture("dies-mid-run") });
  assert.equal(exitCode, 4);
  assert.match(stderr, /The webhook service \(pid \d+\) died: it ended with exit code 9/);
  await nobodyIsLeft();
  assert.deepEqual([readResult(out).failure?.code, readResult(out).rounds.length], ["service-died", 0]);
});

test("a generator that dies fails the run", async (context) => {
  const out = path.join(scratchFolder(context), "report");
  const { exitCode, stderr } = await pushbench(payment(out), { generatorEntry: fixture("dies-on-start") });
  assert.equal(exitCode, 4);
  assert.match(stderr, /The generator \(pid \d+\) died: it ended with exit code 3/);
  await nobodyIsLeft();
});

test("an output folder that cannot be is refused before anything runs", async (context) => {
  const folder = scratchFolder(context);
  writeFileSync(path.join(folder, "file"), "");
  const { exitCode, stderr } = await pushbench(payment(path.join(folder, "file", "report")));
  assert.equal(exitCode, 2);
  assert.match(stderr, /Cannot write to .*file.report: .*(ENOTDIR|not a directory)/);
  assert.match(stderr, /hint: .*--out/);
});

test("a read-only output folder is refused before anything runs", async (context) => {
  const out = path.join(scratchFolder(context), "report");
  mkdirSync(out);
  // Not by mode bits: root may write in spite of them.
  await onMount(context, ["-t", "tmpfs", "-o", "ro,size=64k", "tmpfs", out], async () => {
    const { exitCode, stderr } = await pushbench(payment(out));
    assert.equal(exitCode, 2);
    assert.match(stderr, /Cannot write to .*report: EROFS/);
  });
});

test("a disk that fills up under way ends the run; what was written before is valid", async (context) => {
  const out = path.join(scratchFolder(context), "report");
  mkdirSync(out);
  await onMount(context, ["-t", "tmpfs", "-o", "size=64k", "tmpfs", out], async () => {
    // Leaves room for the result as it is opened, not for a round beside it.
    writeFileSync(path.join(out, "other-data"), Buffer.alloc(48 * 1024));
    const { exitCode, stderr } = await pushbench(payment(out, 3));
    assert.equal(exitCode, 4);
    assert.match(stderr, /Cannot write to .*report: ENOSPC/);
    assert.match(stderr, /hint: Free some space/);
    await nobodyIsLeft();
    assert.equal(readResult(out).state, "running");
    assert.ok(!existsSync(path.join(out, "result.json.writing")), "no half-written file stays");
  });
});

test("a temporary folder that cannot be made is told as that, and the result says that the run failed", async (context) => {
  const out = path.join(scratchFolder(context), "report");
  const { TMPDIR } = process.env;
  context.after(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });
  process.env.TMPDIR = "/nowhere";
  const argv = ["bench", "--scenario", "outage", "--approaches", "webhook", "--out", out];
  const { exitCode, stderr } = await pushbench(argv);
  assert.equal(exitCode, 4);
  assert.match(stderr, /^error: No temporary folder can be made: ENOENT.*\nhint: .*TMPDIR.*\n$/);
  assert.deepEqual([readResult(out).state, readResult(out).failure?.code], ["failed", "no-temporary-folder"]);
  await nobodyIsLeft();
});

test("standard output on a full disk is told and ends with 4; a reader that has read enough is no failure", () => {
  const full = openSync("/dev/full", "w");
  const failed = spawnSync(process.execPath, [mainProgram, "list"], {
    stdio: ["ignore", full, "pipe"],
    encoding: "utf8",
  });
  closeSync(full);
  assert.equal(failed.status, 4);
  assert.match(failed.stderr, /^error: Standard output cannot be written: ENOSPC.*\nhint: .*\n$/);
  const script = `"$0" "$1" list | head -c 1 >/dev/null; echo "\${PIPESTATUS[0]}"`;
  const read = execFileSync("bash", ["-c", script, process.execPath, mainProgram], { encoding: "utf8" });
  assert.equal(read, "0\n");
});

test("a current folder that was removed is told", (context) => {
  const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$0" "$1" list';
  const options = { cwd: scratchFolder(context), encoding: "utf8" } as const;
  const { status, stderr } = spawnSync("sh", ["-c", script, process.execPath, mainProgram], options);
  assert.deepEqual([status, stderr.split("\n")[0]], [2, "error: The current folder does not exist any more."]);
});

test("too few open files are told before anything runs", async (context) => {
  const out = path.join(scratchFolder(context), "report");
  const run = start([...payment(out, 1, "webhook,websocket"), "--set", "clients=500"], {
    prefix: ["prlimit", "--nofile=256:256"],
  });
  assert.equal(await run.exited, 2, run.output);
  assert.match(
    run.output,
    /500 clients by 2 approaches need about \d+ open files in one generator and \d+ open files in one service process, but the limit is 256/,
  );
  assert.match(run.output, /hint: Raise it \(ulimit -n \d+\)/);
});

/** What else ends a run, and later moments: test/long/ended-runs.test.ts. */
test("SIGINT before the first slice ends the run with 130", (context) => assertInterrupted(context, "SIGINT", EARLY));

/** Runs the test's body on a mount of its own; skips, with the reason printed, where mounting is not allowed. */
async function onMount(context: TestContext, args: string[], body: () => Promise<void>): Promise<void> {
  try {
    execFileSync("mount", args, { stdio: "pipe" });
  } catch (error) {
    return context.skip(`cannot mount here: ${(error as Error).message.split("\n")[0]}`);
  }
  try {
    await body();
  } finally {
    execFileSync("umount", [args.at(-1)!]);
  }
}
