/** What may happen to a fleet under way: workers that die or freeze, a coordinator that dies, NATS that restarts, and strangers. */
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { openNats } from "../../../src/fleet/channel/nats.js";
import { natsServer } from "../../../src/fleet/channel/nats-server.js";
import { FleetWorker } from "../../../src/fleet/worker/fleet-worker.js";
import { pushbench } from "../../end-to-end/command-line.js";
import { isAlive, scratchFolder, until } from "../../end-to-end/processes.js";
import { payment, reached, readResult, type StartedRun, start } from "../../end-to-end/started-run.js";
import { skip } from "../../fleet/nats-process.js";
import { assertAllDelivered, type FleetOfTest, fleetOfTest, generatorsOf } from "./fleet-run.js";

/** A run that lasts long enough for something to happen to it, of which each slice is told. */
function longRun(
  context: TestContext,
  fleet: FleetOfTest,
  seconds: number,
  sliceSeconds = 0.25,
): StartedRun & { out: string } {
  const out = path.join(scratchFolder(context), "report");
  const sets = [`run.measureSeconds=${seconds}`, `run.sliceSeconds=${sliceSeconds}`].flatMap((one) => ["--set", one]);
  const argv = [...payment(out), ...sets, "--json", ...fleet.options(2)];
  const run = start(argv);
  context.after(async () => {
    run.child.kill("SIGKILL");
    await run.exited;
  });
  return Object.assign(run, { out });
}

const slicesOf = ({ output }: StartedRun): number => output.split('"type":"slice"').length - 1;

const inSlices = (run: StartedRun, count = 2): Promise<void> =>
  reached(run, `${count} slices are played`, () => slicesOf(run) >= count);

test("a worker that is killed is replaced by one that is free, and the round is played again", {
  skip,
}, async (context) => {
  const fleet = await fleetOfTest(context);
  const [a] = [await fleet.worker("a"), await fleet.worker("b"), await fleet.worker("c")];
  const run = longRun(context, fleet, 3);
  await inSlices(run);
  const generators = generatorsOf(a!);
  assert.equal(generators.length, 1);
  a!.child.kill("SIGKILL");
  assert.equal(await run.exited, 0, run.output);
  const { rounds, hosts, warnings } = readResult(run.out);
  assertAllDelivered(rounds[0]!.approaches);
  assert.match(rounds[0]!.replayedFor ?? "", /^Worker a has been silent/);
  assert.match(run.output, /^\{"type":"hosts","round":1,.*"worker":"a"[^}]*"state":"lost"/m, "listeners were told");
  assert.deepEqual(
    rounds[0]!.hosts?.map(({ worker }) => worker),
    ["b", "c"],
  );
  assert.deepEqual(hosts?.map(({ worker }) => worker).sort(), ["a", "b", "c"]);
  assert.ok(warnings.some(({ code }) => code === "round-replayed"));
  assert.ok(!isAlive(generators[0]!), "its generator has ended with it");
});

for (const signal of ["SIGKILL", "SIGSTOP"] as const) {
  test(`without another, the run fails and names the worker that had ${signal}`, { skip }, async (context) => {
    const fleet = await fleetOfTest(context);
    const [a, b] = [await fleet.worker("a"), await fleet.worker("b")];
    const run = longRun(context, fleet, 20);
    await inSlices(run);
    a.child.kill(signal);
    assert.equal(await run.exited, 4, run.output);
    assert.match(run.output, /The run needs 2 workers, but within 10 s 1 of them took part; a was lost under way/);
    const { state, failure, rounds } = readResult(run.out);
    assert.deepEqual([state, failure?.code, rounds.length], ["failed", "fleet-worker-missing", 0]);
    await until("worker b is free", () => /is free/.test(b.output));
    assert.deepEqual(generatorsOf(b), []);
  });
}

test("a coordinator that is killed stops the load within 3 s, and its workers are free for another", {
  skip,
}, async (context) => {
  const fleet = await fleetOfTest(context);
  const workers = [await fleet.worker("a"), await fleet.worker("b")];
  const run = longRun(context, fleet, 40, 4);
  await inSlices(run, 1);
  await new Promise((resolve) => setTimeout(resolve, 1_500)); // the next slice, of 4 s, is under way by now
  const generators = workers.flatMap(generatorsOf);
  assert.equal(generators.length, 2);
  const killedMs = performance.now();
  run.child.kill("SIGKILL");
  await until("no generator is left", () => !generators.some(isAlive), 20_000);
  const stoppedMs = performance.now() - killedMs;
  assert.ok(stoppedMs < 10_000, "long before a worker gives up a coordinator between slices");
  context.diagnostic(`stopped after ${Math.round(stoppedMs)} ms`);
  await until("both are free", () => workers.every(({ output }) => /is free/.test(output)));
  assert.ok(workers.some(({ output }) => /is free: its coordinator has been silent/.test(output)));
  const out = path.join(scratchFolder(context), "second");
  const second = await pushbench([...payment(out), ...fleet.options(2)]);
  assert.equal(second.exitCode, 0, second.stdout + second.stderr);
});

test("NATS that is restarted under way costs a round at most, and nothing is lost", { skip }, async (context) => {
  const fleet = await fleetOfTest(context);
  await fleet.worker("a");
  await fleet.worker("b");
  const run = longRun(context, fleet, 4);
  await inSlices(run);
  await fleet.nats.stop();
  await fleet.nats.start();
  assert.equal(await run.exited, 0, run.output);
  const { rounds } = readResult(run.out);
  assertAllDelivered(rounds[0]!.approaches);
  context.diagnostic(rounds[0]!.replayedFor ?? "the round was played once");
});

test("a second coordinator is told who plays with the workers, and the first goes on", { skip }, async (context) => {
  const fleet = await fleetOfTest(context);
  await fleet.worker("a");
  await fleet.worker("b");
  const first = longRun(context, fleet, 14);
  await inSlices(first);
  const out = path.join(scratchFolder(context), "second");
  const second = await pushbench([...payment(out), ...fleet.options(1)]);
  assert.equal(second.exitCode, 4, second.stdout);
  assert.match(second.stderr, /error: The run needs 1 worker, but within 10 s 0 of them took part/);
  assert.match(second.stderr, new RegExp(`a: it plays for .* \\(pid ${first.child.pid}\\)`));
  assert.ok(!existsSync(path.join(out, "result.json")), "nothing was begun");
  assert.equal(await first.exited, 0, first.output);
});

test("another token, another version and a server that is not there are told apart", { skip }, async (context) => {
  const fleet = await fleetOfTest(context);
  await fleet.worker("a");
  const bus = await openNats(natsServer(fleet.nats.url, "nats", {}), "old worker");
  const old = new FleetWorker({
    ...{
      bus,
      name: "old",
      token: "a-token-that-nobody-guesses-ever",
      pushbenchVersion: "0.0.9",
      cpus: [],
      limits: {},
    },
    ...{
      generatorEntry: "none",
      targets: new Set<string>(),
      listenOn: "127.0.0.1",
      clockAt: { address: "127.0.0.1", port: 1 },
      say: () => {},
    },
  });
  context.after(async () => {
    await old.close();
    await bus.close(); // it would wait for its server without end
  });
  const other = path.join(scratchFolder(context), "other.token");
  writeFileSync(other, "another-token-that-nobody-guesses\n", { mode: 0o600 });
  const out = path.join(scratchFolder(context), "report");
  const bench = [...payment(out), "--workers", "2"];
  const ran = await pushbench([...bench, "--fleet", fleet.nats.url, "--fleet-token-file", other]);
  assert.equal(ran.exitCode, 4, ran.stdout);
  assert.match(ran.stderr, /a: the request is signed with another token/);
  assert.match(ran.stderr, /old: it has pushbench 0\.0\.9 \(protocol \d+\), and this is /);
  await fleet.nats.stop();
  const away = await pushbench([...bench, "--fleet", fleet.nats.url, "--fleet-token-file", other]);
  assert.equal(away.exitCode, 4);
  assert.match(away.stderr, /error: The NATS server nats:\/\/127\.0\.0\.1:\d+ cannot be reached/);
});
