import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { runProgram } from "../../src/processes/run-program.js";

const never = new AbortController().signal;
const shell = (script: string, signal = never) => runProgram("/bin/sh", ["-c", script], { cwd: "/", signal });
/** In a session of its own, with the program's pipes in its hands, for longer than any test. */
const DAEMON = "setsid sleep 20 &";

test("a program that has ended is not waited for because a daemon holds its pipes", async () => {
  const startedMs = performance.now();
  assert.equal(await shell(`${DAEMON} echo done`), "done\n");
  assert.ok(performance.now() - startedMs < 10_000);
});

test("an interruption ends it though the program is gone and a daemon holds its pipes", async () => {
  const interrupt = new AbortController();
  const running = shell(`${DAEMON} exit 0`, interrupt.signal);
  await setTimeout(100); // the shell is gone: there is no group to kill any more
  interrupt.abort();
  await assert.rejects(running, { code: "interrupted" });
});

test("an interruption ends the program with all that it started", async () => {
  const interrupt = new AbortController();
  const running = shell("sleep 20 & wait", interrupt.signal);
  interrupt.abort();
  await assert.rejects(running, { code: "interrupted" });
});
