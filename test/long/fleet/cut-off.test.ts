/**
 * A worker that is cut off from NATS, and NATS that is restarted. The worker's way there is a relay in this process, and so is the bench, so
 * that it is cut at a moment of the run, and not at about that time.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { monotonicNs } from "../../../src/clock.js";
import { startPacer } from "../../../src/generators/pacing/registry.js";
import { defineScenario, type RunEvent, runBench, type ScenarioInput } from "../../../src/index.js";
import { Relay } from "../../../src/network/relay.js";
import type { Cut } from "../../../src/network-conditions.js";
import { scratchFolder, until } from "../../end-to-end/processes.js";
import { skip } from "../../fleet/nats-process.js";
import { assertAllDelivered, type FleetOfTest, fleetOfTest, generatorsOf } from "./fleet-run.js";

/** A way to the server that can be cut. */
async function wayTo(context: TestContext, server: string) {
  const pacer = startPacer("timers", "service");
  const relay = new Relay(pacer, monotonicNs);
  const { hostname, port } = new URL(server);
  const begin = await relay.listen({ host: hostname, port: Number(port) });
  context.after(async () => {
    await relay.close();
    await pacer.close();
  });
  return {
    url: `nats://${begin.host}:${begin.port}`,
    cut: (cut: Cut) => relay.set({ roundTripMs: 0, cut }),
    mend: () => relay.set({ roundTripMs: 0 }),
  };
}

const scenario = (
  approaches: NonNullable<ScenarioInput["approaches"]>,
  run: { measureSeconds: number; sliceSeconds: number },
) =>
  defineScenario({
    name: "cut-off",
    title: "A worker is cut off",
    source: "the test",
    flow: "ingest",
    clients: 4,
    arrivals: { executor: "constant-arrival-rate", perSecond: 100 },
    payload: { template: "payment", bytes: 300 },
    approaches,
    run: { rounds: 1, start: "cold", drainSeconds: 2, ...run },
  });

/** A service of the test's own, so that it is known when clients send. */
async function serviceOfTest(context: TestContext, taken: (events: number) => void): Promise<string> {
  let events = 0;
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.writeHead(204).end();
      taken(++events);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const ownAt = (url: string) => ({ transport: "webhook", service: { url }, path: "/", signature: "none" });

/** The first event that a service gets is of whoever looks whether it is there. By that one, clients send. */
const UNDER_LOAD = 20;

const startRun = (
  context: TestContext,
  fleet: FleetOfTest,
  played: Awaited<ReturnType<typeof scenario>>,
  heard: (event: RunEvent) => void = () => {},
) =>
  runBench({
    scenario: played,
    fleet: { url: fleet.nats.url, workers: 2, tokenFile: fleet.tokenFile },
    directory: path.join(scratchFolder(context), "report"),
    listeners: [heard],
    reports: [],
  }).outcome;

for (const cut of ["reset", "silence"] as const)
  test(`two seconds between slices without NATS (${cut}) cost time and nothing else`, { skip }, async (context) => {
    const fleet = await fleetOfTest(context);
    const way = await wayTo(context, fleet.nats.url);
    await fleet.workerVia(way.url, [], "a");
    await fleet.worker("b");
    const finishedMs: number[] = [];
    const played = await scenario({ websocket: {} }, { measureSeconds: 1, sliceSeconds: 0.5 });
    const { result, failure } = await startRun(context, fleet, played, ({ type }) => {
      if (type !== "slice-finished") return;
      finishedMs.push(performance.now());
      if (finishedMs.length > 1) return;
      way.cut(cut); // before anything can be said of the next slice
      setTimeout(way.mend, 2_000);
    });
    assert.equal(failure, undefined);
    const [round] = result.rounds;
    assertAllDelivered(round!.approaches);
    assert.equal(round!.replayedFor, undefined);
    assert.equal(finishedMs.length, 2);
    assert.ok(finishedMs[1]! - finishedMs[0]! >= 2_000, "the next slice waited");
  });

/** A run whose worker a is cut off when its clients have begun to send. Its one slice lasts 5 s. */
async function cutUnderLoad(context: TestContext, cut: Cut, others: readonly string[]) {
  const fleet = await fleetOfTest(context);
  const way = await wayTo(context, fleet.nats.url);
  const a = await fleet.workerVia(way.url, [], "a");
  for (const name of others) await fleet.worker(name);
  let cutMs = 0;
  const url = await serviceOfTest(context, (events) => {
    if (events !== UNDER_LOAD) return;
    cutMs = performance.now();
    way.cut(cut);
  });
  const played = await scenario({ own: ownAt(url) }, { measureSeconds: 5, sliceSeconds: 5 });
  const outcome = startRun(context, fleet, played);
  const tooSoon = outcome.then(({ failure }) => assert.fail(`the run has ended before: ${failure?.message}`));
  const ended = until("worker a has ended its load", () => /is free: its coordinator has been silent/.test(a.output));
  await Promise.race([ended, tooSoon]);
  context.diagnostic(`the load ended after ${Math.round(performance.now() - cutMs)} ms`);
  assert.deepEqual(generatorsOf(a), []);
  return { way, outcome };
}

test("cut off for some seconds while its clients send, a worker ends them, and the round is played again with it", {
  skip,
}, async (context) => {
  const { way, outcome } = await cutUnderLoad(context, "reset", ["b"]);
  way.mend();
  const { result, failure } = await outcome;
  assert.equal(failure, undefined);
  const [round] = result.rounds;
  assertAllDelivered(round!.approaches);
  assert.match(round!.replayedFor ?? "", /^Worker a (has been silent|left the run)/);
  assert.deepEqual(
    round!.hosts?.map(({ worker }) => worker),
    ["a", "b"],
  );
});

test("cut off for good, a worker is replaced by one that is free", { skip }, async (context) => {
  const { outcome } = await cutUnderLoad(context, "half-open", ["b", "c"]);
  const { result, failure } = await outcome;
  assert.equal(failure, undefined);
  const [round] = result.rounds;
  assertAllDelivered(round!.approaches);
  assert.match(round!.replayedFor ?? "", /^Worker a has been silent/);
  assert.deepEqual(
    round!.hosts?.map(({ worker }) => worker),
    ["b", "c"],
  );
});

test("cut off for good with nobody in its place, a worker ends the run, which names it", { skip }, async (context) => {
  const { outcome } = await cutUnderLoad(context, "half-open", ["b"]);
  const { result, failure } = await outcome;
  assert.equal(failure?.code, "fleet-worker-missing");
  assert.match(failure.message, /1 of them took part; a was lost under way/);
  assert.deepEqual([result.state, result.rounds.length], ["failed", 0]);
});

test("NATS that is restarted while clients send costs a round at most, and nothing is lost", {
  skip,
}, async (context) => {
  const fleet = await fleetOfTest(context);
  await fleet.worker("a");
  await fleet.worker("b");
  let restarted: Promise<void> | undefined;
  const url = await serviceOfTest(context, (events) => {
    if (events === UNDER_LOAD) restarted = fleet.nats.stop().then(() => fleet.nats.start());
  });
  const played = await scenario({ own: ownAt(url) }, { measureSeconds: 2, sliceSeconds: 2 });
  const { result, failure } = await startRun(context, fleet, played);
  assert.ok(restarted !== undefined);
  await restarted;
  assert.equal(failure, undefined);
  const [round] = result.rounds;
  assertAllDelivered(round!.approaches);
  context.diagnostic(round!.replayedFor ?? "the round was played once");
});

test("a connection that died without a word is noticed, and its worker is there for the next run", {
  skip,
}, async (context) => {
  const fleet = await fleetOfTest(context);
  const way = await wayTo(context, fleet.nats.url);
  await fleet.workerVia(way.url, [], "a");
  await fleet.worker("b");
  way.cut("half-open");
  way.mend(); // new connections are taken again, and those of before stay dead
  const played = await scenario({ websocket: {} }, { measureSeconds: 0.5, sliceSeconds: 0.5 });
  const { result, failure } = await startRun(context, fleet, played);
  assert.equal(failure, undefined);
  assertAllDelivered(result.rounds[0]!.approaches);
});
