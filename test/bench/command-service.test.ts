/** The keeper of the user's own service, called as the bench calls it. However either ends, nothing of the group stays. */
import assert from "node:assert/strict";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { monotonicNs } from "../../src/clock.js";
import type { PushbenchError } from "../../src/errors.js";
import { OWNER } from "../../src/last-will.js";
import { ProcessGroup } from "../../src/machine/process-group.js";
import { WorkerProcess } from "../../src/processes/worker-process.js";
import type { ServiceMethods, StartRequest } from "../../src/services/service-entry.js";
import { shellWord } from "../../src/shell-word.js";
import { isAlive, until } from "../end-to-end/processes.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const receiver = [process.execPath, path.join(here, "../fixtures/own-receiver.js")].map(shellWord).join(" ");
const CALL_MS = 10_000;
const PATIENCE = { quietMs: 50, limitMs: 1_000 };
const request: StartRequest = {
  transport: "webhook",
  config: { signature: "none" },
  topology: { flow: "ingest", clients: 1, roomSize: 1 },
  guarantee: "at-least-once",
  secret: "secret",
  port: 0,
};

function keeper(context: TestContext, command: string) {
  const worker = new WorkerProcess<ServiceMethods>({
    name: "The service",
    entry: path.join(here, "../../src/services/command-service-entry.js"),
    argv: [JSON.stringify({ command, approach: "webhook", cpus: [] })],
    cpus: [],
    diedCode: "service-died",
    keeps: { command, advice: { died: "It must stay.", notReady: "It must listen." } },
  });
  context.after(() => worker.stop());
  return { worker, group: new ProcessGroup(worker.pid) };
}

const post = (port: number): Promise<number> =>
  fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: "{}" }).then(({ status }) => status);

test("the command listens where it was told to, and its CPU is that of the slice", async (context) => {
  const { worker } = keeper(context, `${receiver} works-us 50000`);
  const { port } = await worker.call("start", request, CALL_MS);
  await post(port);
  await worker.call("begin", { startNs: monotonicNs() }, CALL_MS);
  for (let i = 0; i < 4; i++) assert.equal(await post(port), 204);
  const { sample, observations } = await worker.call("end", { expectedDeliveries: 4, patience: PATIENCE }, CALL_MS);
  assert.ok(sample.cpuNs > 195e6 && sample.cpuNs < 300e6, `${sample.cpuNs} ns`);
  assert.ok(sample.elapsedNs > sample.cpuNs * 0.9);
  assert.ok(!("eventLoopUtilisation" in sample), "nobody knows its event loop");
  assert.equal(observations.delivered.index.length, 0);
  const { rssBytes } = await worker.call("memory", { settled: true }, CALL_MS);
  assert.ok(rssBytes > 20e6, `${rssBytes} bytes`);
});

test("the command knows what it is to play", async (context) => {
  const { worker } = keeper(context, "env | grep -E '^(HOST|PORT|PUSHBENCH_)' | sort >&2; exit 5");
  const error: PushbenchError = await worker.call("start", { ...request, port: 4711 }, CALL_MS).then(
    () => assert.fail("it started"),
    (reason) => reason,
  );
  assert.equal(error.code, "service-died");
  assert.match(error.message, /^The service \(env .*\) died: it ended with exit code 5\.$/);
  const told = error.hint!.split("Its last words: ")[1]!.split("\n");
  assert.deepEqual(told, [
    "HOST=127.0.0.1",
    "PORT=4711",
    "PUSHBENCH_APPROACH=webhook",
    "PUSHBENCH_CLIENTS=1",
    'PUSHBENCH_CONFIG={"signature":"none"}',
    "PUSHBENCH_FLOW=ingest",
    "PUSHBENCH_GUARANTEE=at-least-once",
    `PUSHBENCH_OWNER=${OWNER.PUSHBENCH_OWNER}`,
    "PUSHBENCH_ROOM_SIZE=1",
    "PUSHBENCH_SECRET=secret",
    "PUSHBENCH_TRANSPORT=webhook",
  ]);
});

const ends = {
  stop: (worker: WorkerProcess<ServiceMethods>) => worker.stop(),
  kill: (worker: WorkerProcess<ServiceMethods>) => worker.kill(),
  "SIGKILL of the keeper": async ({ pid }: WorkerProcess<ServiceMethods>) => void process.kill(pid, "SIGKILL"),
  "SIGTERM to the keeper": async ({ pid }: WorkerProcess<ServiceMethods>) => void process.kill(pid, "SIGTERM"),
};
const everyEnd = Object.keys(ends) as (keyof typeof ends)[];

for (const [what, command, by] of [
  ["an ordinary program", receiver, everyEnd],
  ["a program that ignores SIGTERM", `${receiver} ignores-sigterm`, everyEnd],
  ["a program beside another in the background", `sleep 60 & ${receiver}; true`, everyEnd],
  // Killed, the keeper finds nobody any more, and what has left its group and session is not found without it.
  ["a program in a session of its own", `setsid ${receiver} & wait`, ["stop", "SIGTERM to the keeper"]],
] as const) {
  test(`nothing stays of ${what}`, async (context) => {
    for (const end of by) {
      const { worker, group } = keeper(context, command);
      await worker.call("start", request, CALL_MS);
      const members = [...group.find()];
      assert.ok(members.length >= 1);
      await ends[end](worker);
      await until(`${what} is gone after ${end}`, () => ![...members, worker.pid].some(isAlive), 5_000);
    }
  });
}

test("a command that ends leaves nothing that it started", async (context) => {
  const { worker, group } = keeper(context, "sleep 60 & sleep 0.3; echo bye; exit 0");
  const started = worker.call("start", request, CALL_MS);
  started.catch(() => {});
  await until("it runs", () => group.find().length >= 2);
  const members = [...group.find()];
  await assert.rejects(started, /died: it ended with exit code 0/);
  assert.deepEqual(members.filter(isAlive), []);
});

test("a command that never listens is given up, with what it said and what it must do", async (context) => {
  const { worker } = keeper(context, "echo loading; sleep 60");
  await assert.rejects(worker.call("start", request, 500), {
    code: "service-not-ready",
    message: "The service (echo loading; sleep 60, still running) was not ready after 500 ms.",
    hint: "It must listen. Its last words: loading",
  });
});

test("a command that is not there is told as the shell tells it", async (context) => {
  const { worker } = keeper(context, "no-such-program --port");
  await assert.rejects(worker.call("start", request, CALL_MS), (error: PushbenchError) => {
    assert.match(error.message, /ended with exit code 127/);
    assert.match(error.hint!, /no-such-program.*not found/);
    return true;
  });
});
