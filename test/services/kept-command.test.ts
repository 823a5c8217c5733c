/** The keeper of a service that it starts, called as the bench calls it. However either ends, nothing of the group stays. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OWNER } from "../../src/last-will.js";
import { choosePinning, parseCpuList } from "../../src/machine/cpu-pinning.js";
import type { StartedService } from "../../src/result/service-source.js";
import { freePort } from "../../src/services/free-port.js";
import { isAlive, scratchFolder, until } from "../end-to-end/processes.js";
import { CALL_MS, countingBegins, keeperOf, post, receiver, refusal, request, sampleOf, started } from "./keeper.js";
import { assertNothingStays } from "./keepers-ends.js";

test("the command listens where it was told to, and its CPU is that of the slice", async (context) => {
  const { worker } = keeperOf(context, started(receiver("works-us", "50000")));
  const { url } = await worker.call("start", request, CALL_MS);
  await post(url);
  await countingBegins(worker);
  for (let i = 0; i < 4; i++) assert.equal(await post(url), 204);
  const { sample, observations } = await worker.call("end", undefined, CALL_MS);
  assert.ok(sample.cpuNs! > 195e6 && sample.cpuNs! < 300e6, `${sample.cpuNs} ns`);
  assert.ok(sample.elapsedNs > sample.cpuNs! * 0.9);
  assert.ok(!("eventLoopUtilisation" in sample), "nobody knows its event loop");
  assert.equal(observations.delivered.index.length, 0);
  const { rssBytes } = await worker.call("memory", { settled: true }, CALL_MS);
  assert.ok(rssBytes! > 20e6, `${rssBytes} bytes`);
});

test("the command knows what it is to play, and has the variables of the scenario", async (context) => {
  const env = { GREETING: "it's me", HOST: "0.0.0.0" };
  process.env.PUSHBENCH_REMOTE_SECRET = "of the user, not of a service";
  context.after(() => delete process.env.PUSHBENCH_REMOTE_SECRET);
  const keeper = keeperOf(
    context,
    started("env | grep -E '^(HOST|PORT|GREETING|PUSHBENCH_)' | sort >&2; exit 5", { port: 4711, env }),
  );
  const error = await refusal(keeper);
  assert.equal(error.code, "service-died");
  assert.match(error.message, /^The mine service \(env .*\) died: it ended with exit code 5\.$/);
  assert.deepEqual(error.hint!.split("Its last words: ")[1]!.split("\n"), [
    "GREETING=it's me",
    "HOST=0.0.0.0",
    "PORT=4711",
    "PUSHBENCH_APPROACH=mine",
    "PUSHBENCH_CLIENTS=1",
    `PUSHBENCH_CONFIG=${JSON.stringify(request.config)}`,
    "PUSHBENCH_FLOW=ingest",
    "PUSHBENCH_GUARANTEE=at-least-once",
    `PUSHBENCH_OWNER=${OWNER.PUSHBENCH_OWNER}/${keeper.worker.pid}`,
    "PUSHBENCH_ROOM_SIZE=1",
    "PUSHBENCH_SECRET=secret",
    "PUSHBENCH_TRANSPORT=webhook",
  ]);
});

test("what a service is told in its environment stands on no command line", async (context) => {
  const keeper = keeperOf(context, started("tr '\\0' ' ' < /proc/$PPID/cmdline; exit 1", { env: { KEY: "s3cret" } }));
  const { hint } = await refusal(keeper);
  assert.match(hint!, /command-service-entry\.js/);
  assert.doesNotMatch(hint!, /s3cret/);
});

test("a command starts in the folder that it names", async (context) => {
  const cwd = scratchFolder(context);
  const error = await refusal(keeperOf(context, started("pwd; exit 1", { cwd })));
  assert.ok(error.hint!.endsWith(cwd), error.hint);
});

test("a command runs on the CPUs of the services, and its keeper does not", async (context) => {
  const { services, generators } = choosePinning();
  if (services.length === 0) return context.skip("nothing can be pinned here");
  const [last] = services.slice(-1);
  const command = "grep Cpus_allowed_list /proc/self/status /proc/$PPID/status >&2; exit 1";
  const { hint } = await refusal(keeperOf(context, started(command), 10, [last!]));
  const lists = [...hint!.matchAll(/Cpus_allowed_list:\s*(\S+)/g)].map(([, list]) => parseCpuList(list!));
  assert.deepEqual(lists, [[last], [...services, ...generators]]);
});

for (const [what, more] of [
  ["at the port that it always has", async () => ({ port: await freePort() })],
  ["at the port that it prints, in colour", async () => ({ port: { pattern: "localhost:(\\d+)" } })],
  ["on IPv6 only", async () => ({ env: { HOST: "::1" } })],
  ["on all addresses", async () => ({ env: { HOST: "::" } })],
] as [string, () => Promise<Omit<StartedService, "command">>][]) {
  test(`a service is found ${what}`, async (context) => {
    const service = started(receiver("prints-port"), await more());
    const { worker } = keeperOf(context, service);
    const { url, port } = await worker.call("start", request, CALL_MS);
    assert.equal(url, `http://${service.env?.HOST === "::1" ? "[::1]" : "127.0.0.1"}:${port}`);
    if (typeof service.port === "number") assert.equal(port, service.port);
    assert.equal(await post(url), 204);
  });
}

test("a service that refuses at first is ready when it takes the first request", async (context) => {
  const { worker } = keeperOf(context, started(receiver("starts-slowly", "3")));
  const { url } = await worker.call("start", request, CALL_MS);
  assert.equal(await post(url), 204);
});

/** Each program and each end once; test/long/keepers-ends.test.ts has all of both. */
for (const [what, end] of [
  ["an ordinary program", "SIGKILL of the keeper"],
  ["a program that ignores SIGTERM", "stop"],
  ["a program beside another in the background", "kill"],
  ["a daemon that ignores SIGTERM", "SIGTERM to the keeper"],
] as const) {
  test(`nothing stays of ${what} after ${end}`, (context) => assertNothingStays(context, what, end));
}

test("a daemon is measured as well as a program in the foreground, and its end is told", async (context) => {
  const { worker, group } = keeperOf(context, started(`setsid --fork ${receiver("works-us", "50000")}`));
  const { url } = await worker.call("start", request, CALL_MS);
  await countingBegins(worker);
  for (let i = 0; i < 2; i++) await post(url);
  const sample = await sampleOf(worker);
  assert.ok(sample.cpuNs! > 98e6 && sample.cpuNs! < 200e6, `${sample.cpuNs} ns`);
  for (const pid of group.find()) process.kill(pid, "SIGKILL");
  await until("it is gone", () => group.find().length === 0);
  await assert.rejects(worker.call("memory", { settled: false }, CALL_MS), {
    code: "service-died",
    message: /^The mine service \(setsid .*\) ended during the run: none of its processes is left\.$/,
  });
});

test("a command that ends leaves nothing that it started", async (context) => {
  const { worker, group } = keeperOf(context, started("sleep 60 & sleep 0.3; echo bye; exit 3"));
  const starting = worker.call("start", request, CALL_MS);
  starting.catch(() => {});
  await until("it runs", () => group.find().length >= 2);
  const members = [...group.find()];
  await assert.rejects(starting, /died: it ended with exit code 3/);
  assert.deepEqual(members.filter(isAlive), []);
});
