/** Which workers take part in a run that has a host for its services, and what they are told. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { PushbenchError } from "../../src/errors.js";
import { Fleet, type FleetOptions } from "../../src/fleet/coordinator/fleet.js";
import type { Limits } from "../../src/fleet/protocol.js";
import { FleetWorker } from "../../src/fleet/worker/fleet-worker.js";
import { fixture } from "../end-to-end/command-line.js";
import { until } from "../end-to-end/processes.js";
import { MemoryBus } from "./memory-bus.js";

const TOKEN = "a-token-that-nobody-guesses-ever";

interface Started {
  worker: FleetWorker;
  said: string[];
}

function worker(
  bus: MemoryBus,
  name: string,
  address: string,
  more: { limits?: Limits; hosts?: boolean } = {},
): Started {
  const said: string[] = [];
  const entry = fixture("answers-calls");
  const started = new FleetWorker({
    ...{ bus, name, token: TOKEN, pushbenchVersion: "1", generatorEntry: entry, cpus: [], limits: more.limits ?? {} },
    ...{ targets: new Set<string>(), listenOn: "127.0.0.1", clockAt: { address, port: 1 } },
    ...(more.hosts && { serviceEntry: entry }),
    say: (line) => said.push(line),
  });
  return { worker: started, said };
}

async function fleetOf(context: TestContext, bus: MemoryBus, more: Partial<FleetOptions>): Promise<Fleet> {
  const { signal } = new AbortController();
  const usual = { bus, token: TOKEN, workers: 1, address: "10.0.0.9", pushbenchVersion: "1", signal, findMs: 0 };
  const fleet = await Fleet.of({ ...usual, ...more });
  context.after(() => fleet.close());
  return fleet;
}

test("the host for services is the worker of that name, and the others play the clients", async (context) => {
  const bus = new MemoryBus();
  const started = [
    worker(bus, "a", "10.0.0.1"),
    worker(bus, "b", "10.0.0.2", { hosts: true, limits: { maxEvents: 10 } }),
    worker(bus, "c", "10.0.0.3"),
  ];
  context.after(() => Promise.all(started.map((one) => one.worker.close())));
  const fleet = await fleetOf(context, bus, { workers: 2, serviceOn: "b" });
  assert.equal(fleet.address, "10.0.0.2");
  assert.equal(fleet.ownAddress, "10.0.0.9");
  assert.deepEqual(fleet.addresses, ["10.0.0.2", "10.0.0.1", "10.0.0.3"]);
  assert.equal(fleet.isOnLoopback, false);
  assert.equal(fleet.mostEventsPerSecond, 7, "what the host allows limits a warm-up as well");
  await fleet.generators();
  const parts = fleet.parts({ flow: "ingest", clients: 10, roomSize: 1 });
  assert.deepEqual(
    parts.map(({ worker, clients, services }) => [worker, clients, services]),
    [
      ["b", 0, true],
      ["a", 5, undefined],
      ["c", 5, undefined],
    ],
  );
  assert.deepEqual(
    started.map(({ said }) => / whose services are on this host\.$/.test(said[0]!)),
    [false, true, false],
  );
});

for (const [what, isThere, message] of [
  ["is not there", false, "no worker of that name answers"],
  ["hosts no services", true, "it hosts no services"],
] as const)
  test(`without its host, which ${what}, no run begins, and no worker is taken`, async (context) => {
    const bus = new MemoryBus();
    const started = [worker(bus, "a", "10.0.0.1"), ...(isThere ? [worker(bus, "b", "10.0.0.2")] : [])];
    context.after(() => Promise.all(started.map((one) => one.worker.close())));
    await assert.rejects(fleetOf(context, bus, { serviceOn: "b" }), (error) => {
      assert.ok(error instanceof PushbenchError);
      assert.equal(error.code, "fleet-worker-missing");
      assert.match(error.message, /^The run needs 1 worker, and worker b for its services, but within 0 s 0 of them/);
      assert.deepEqual(error.problems, [{ at: "b", message }]);
      return true;
    });
    assert.deepEqual(started[0]!.said, []);
  });

test("a host whose services listen on its loopback is refused where others are on other machines", async (context) => {
  const bus = new MemoryBus();
  const started = [worker(bus, "a", "10.0.0.1"), worker(bus, "b", "127.0.0.1", { hosts: true })];
  context.after(() => Promise.all(started.map((one) => one.worker.close())));
  await assert.rejects(fleetOf(context, bus, { serviceOn: "b" }), {
    code: "usage",
    message: "Worker b listens on its host's loopback, where worker a does not reach the services.",
  });
});

test("a host that comes back elsewhere is taken again, and those who play clients are told its new address", async (context) => {
  const bus = new MemoryBus();
  const [a, before] = [worker(bus, "a", "10.0.0.1"), worker(bus, "b", "10.0.0.2", { hosts: true })];
  const fleet = await fleetOf(context, bus, { serviceOn: "b", findMs: 5_000 });
  const lost = fleet.lossBehindError();
  await before.worker.close();
  assert.match((await lost)?.message ?? "", /^Worker b left the run: it was ended itself/);
  const after = worker(bus, "b", "10.0.0.7", { hosts: true });
  context.after(() => Promise.all([a, after].map((one) => one.worker.close())));
  await fleet.generators();
  assert.equal(fleet.address, "10.0.0.7");
  await until("worker a was let go and taken again", () => a.said.length >= 3);
  assert.match(a.said[1]!, /is free: the run is over/);
  assert.equal(await fleet.lossBehindError(), undefined, "both give signs of life");
});
