import assert from "node:assert/strict";
import path from "node:path";
import { afterEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { PushbenchError } from "../../src/errors.js";
import { WorkerProcess } from "../../src/processes/worker-process.js";

type Echo = { start: (params: unknown) => string; anything: (params: unknown) => string; close: () => void };

const started: WorkerProcess<Echo>[] = [];
afterEach(() => Promise.all(started.splice(0).map((one) => one.stop()))); // a test that fails must not hang for its child

function worker(fixture: string): WorkerProcess<Echo> {
  const one = new WorkerProcess<Echo>({
    name: "The fixture",
    entry: path.join(path.dirname(fileURLToPath(import.meta.url)), "../fixtures", fixture),
    cpus: [],
    diedCode: "service-died",
  });
  started.push(one);
  return one;
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const thrownBy = async (promise: Promise<unknown>): Promise<PushbenchError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof PushbenchError, `expected a PushbenchError, got ${error}`);
  return error;
};

test("a process that does not answer its start in time is not ready, and its last words are told", async () => {
  const process = worker("never-ready.js");
  const error = await thrownBy(process.call("start", {}, 2_000)); // a busy machine takes its time to start it
  assert.equal(error.code, "service-not-ready");
  assert.match(error.message, /The fixture \(pid \d+, still running\) was not ready after 2000 ms/);
  assert.match(error.hint ?? "", /still loading the model/);
  await process.stop();
  assert.equal(isAlive(process.pid), false);
});

test("calls of a process that dies fail at once with how it died and what it said", async () => {
  const process = worker("dies-on-start.js");
  const error = await thrownBy(process.call("start", {}, 10_000));
  assert.equal(error.code, "service-died");
  assert.match(error.message, /died: it ended with exit code 3/);
  assert.match(error.hint ?? "", /cannot read the licence file/);
  assert.equal((await thrownBy(process.death)).code, "service-died");
  assert.equal((await thrownBy(process.call("anything", {}, 10_000))).code, "service-died");
  await process.stop();
});

test("a process that ignores close, disconnect and SIGTERM is killed", async () => {
  const process = worker("ignores-sigterm.js");
  assert.equal(await process.call("anything", {}, 10_000), "anything");
  await process.stop();
  assert.equal(isAlive(process.pid), false);
});

test("a program that does not exist is a death, not a hang", async () => {
  const process = worker("no-such-file.js");
  assert.equal((await thrownBy(process.call("start", {}, 10_000))).code, "service-died");
  await process.stop();
});

test("an answer that came while this process stood still is heard, however late its timer is", async () => {
  const process = worker("ignores-sigterm.js");
  assert.equal(await process.call("anything", {}, 10_000), "anything");
  const answer = process.call("anything", {}, 50);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_200); // as Ctrl-Z and fg: timers are due before messages are read
  assert.equal(await answer, "anything");
  await process.stop();
});

test("a program that cannot be started is told as that", async (context) => {
  const { PATH } = process.env;
  context.after(() => {
    process.env.PATH = PATH;
  });
  process.env.PATH = "/nowhere"; // no taskset
  const pinned = new WorkerProcess<Echo>({ name: "The fixture", entry: "x.js", cpus: [0], diedCode: "service-died" });
  const error = await thrownBy(pinned.call("start", {}, 10_000));
  assert.equal(error.code, "service-died");
  assert.match(error.message, /^The fixture could not be started: spawn taskset ENOENT\.$/);
  await pinned.stop();
});

test("the system's code reaches the bench also where a sentence stands around its error", async () => {
  await assert.rejects(worker("fails-with-a-cause.js").call("start", {}, 10_000), {
    message: "client 3: connect EADDRNOTAVAIL 127.0.0.1:1",
    code: "EADDRNOTAVAIL",
  });
});
