/** Runs that are ended under way: what was finished is kept, and nobody is left behind. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fixture, pushbench } from "../end-to-end/command-line.js";
import { childrenOf, isAlive, nobodyIsLeft, scratchFolder, until } from "../end-to-end/processes.js";
import { assertInterrupted, EARLY, payment, reached, readResult, start } from "../end-to-end/started-run.js";

/** They come from a system that shuts down, from a terminal that is closed, and from Ctrl-\. Of Ctrl-C: test/end-to-end/failures.test.ts. */
for (const signal of ["SIGTERM", "SIGHUP", "SIGQUIT"] as const) {
  test(`${signal} before the first slice ends the run with 130`, (context) =>
    assertInterrupted(context, signal, EARLY));
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal} after the first round ends the run with 130 and keeps what was finished`, (context) =>
    assertInterrupted(context, signal, {
      moment: "after the first round",
      isReached: ({ output }) => /round 1\/4/.test(output),
      rounds: 1,
    }));
}

test("Ctrl-C in a terminal, which reaches every process of the run, is no different", async (context) => {
  const out = path.join(scratchFolder(context), "report");
  const run = start(payment(out, 4), { detached: true });
  await reached(run, "a round is done", () => /round 1\/4/.test(run.output));
  const children = childrenOf(run.child.pid!);
  process.kill(-run.child.pid!, "SIGINT"); // the whole group
  assert.equal(await run.exited, 130, run.output);
  assert.deepEqual(children.filter(isAlive), []);
  assert.deepEqual([readResult(out).state, readResult(out).rounds.length], ["interrupted", 1]);
});

test("a run that is killed outright in round 2 leaves a round that report renders, and no process", async (context) => {
  const out = path.join(scratchFolder(context), "report");
  const run = start(payment(out, 6));
  await reached(run, "round 1 is done", () => /round 1\/6/.test(run.output));
  await reached(run, "round 2 has its processes", () => childrenOf(run.child.pid!).length >= 2);
  const children = childrenOf(run.child.pid!);
  run.child.kill("SIGKILL");
  await run.exited;
  await until("the children have ended", () => children.filter(isAlive).length === 0, 5_000);
  assert.deepEqual([readResult(out).state, readResult(out).rounds.length], ["running", 1]);
  const { exitCode, stdout, stderr } = await pushbench(["report", out]);
  assert.equal(exitCode, 0, stdout + stderr);
  assert.match(readFileSync(path.join(out, "report.md"), "utf8"), /1 of 6 rounds/);
  assert.equal(readFileSync(path.join(out, "rounds.csv"), "utf8").trim().split("\n").length, 1 + 1);
});

test("a service that ignores SIGTERM is killed and the run is whole", async (context) => {
  const out = path.join(scratchFolder(context), "report");
  const { exitCode, stdout, stderr } = await pushbench(payment(out), { serviceEntry: fixture("will-not-end") });
  assert.equal(exitCode, 0, stdout + stderr);
  assert.equal(readResult(out).rounds.length, 1);
  await nobodyIsLeft();
});
