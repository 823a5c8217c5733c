/**
 * What every carrier of calls promises alike: Node's channel to a child, and the link to a worker, over a bus in memory and over NATS. The
 * called process may be a generator, or a service.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { PushbenchError } from "../../src/errors.js";
import type { Bus } from "../../src/fleet/channel/bus.js";
import { openNats } from "../../src/fleet/channel/nats.js";
import { natsServer } from "../../src/fleet/channel/nats-server.js";
import { Fleet } from "../../src/fleet/coordinator/fleet.js";
import { FleetWorker } from "../../src/fleet/worker/fleet-worker.js";
import type { CalledProcess } from "../../src/processes/called-process.js";
import type { Methods } from "../../src/processes/channel.js";
import { WorkerProcess } from "../../src/processes/worker-process.js";
import { HostedService } from "../../src/services/hosted-service.js";
import type { ServiceMethods } from "../../src/services/service-entry.js";
import { fixture } from "../end-to-end/command-line.js";
import { MemoryBus } from "./memory-bus.js";
import { skip, startNats } from "./nats-process.js";

/** The names are those of a generator's methods: a worker carries no others. What they do here is the fixture's. */
type Answers = {
  progress: (value: unknown) => unknown;
  prepare: (params: { afterMs: number; value: unknown }) => unknown;
  open: (params: undefined) => void;
  counters: (params: undefined) => void;
  rest: (params: undefined) => void;
  misbehave: (params: undefined) => void;
};

const TOKEN = "a-token-that-nobody-guesses-ever";
const CALL_MS = 10_000;
const entry = fixture("answers-calls");
type Part = "generator" | "service";

async function overBus(
  context: TestContext,
  part: Part,
  coordinatorBus: Bus,
  workerBus: Bus,
): Promise<CalledProcess<Answers>> {
  const worker = new FleetWorker({
    ...{ bus: workerBus, name: "a", token: TOKEN, pushbenchVersion: "1", generatorEntry: entry, cpus: [], limits: {} },
    ...{ targets: new Set<string>(), listenOn: "127.0.0.1", clockAt: { address: "127.0.0.1", port: 1 }, say: () => {} },
    serviceEntry: entry,
  });
  const { signal } = new AbortController();
  const options = {
    bus: coordinatorBus,
    token: TOKEN,
    ...(part === "generator" ? { workers: 1 } : { workers: 0, serviceOn: "a" }),
    address: "127.0.0.1",
    pushbenchVersion: "1",
    signal,
  };
  const fleet = await Fleet.of(options);
  context.after(async () => {
    await fleet.close();
    await worker.close();
    await workerBus.close();
  });
  const [generator] = await fleet.generators();
  return (generator ?? fleet.service("The fixture", undefined)) as unknown as CalledProcess<Answers>;
}

const started = <M extends Methods>() =>
  new WorkerProcess<M>({ name: "The fixture", entry, cpus: [], diedCode: "generator-died" });

async function overNats(context: TestContext, part: Part): Promise<CalledProcess<Answers>> {
  const nats = await startNats();
  try {
    const server = natsServer(nats.url, "nats", {});
    return await overBus(context, part, await openNats(server, "coordinator"), await openNats(server, "worker"));
  } finally {
    context.after(() => nats.stop());
  }
}

function overMemory(context: TestContext, part: Part): Promise<CalledProcess<Answers>> {
  const bus = new MemoryBus({ maxPayloadBytes: 2 ** 16 });
  return overBus(context, part, bus, bus);
}

const carriers: [
  name: string,
  skip: string | false,
  start: (context: TestContext) => Promise<CalledProcess<Answers>>,
][] = [
  ["a child's channel", false, async () => started<Answers>()],
  [
    "a service's channel",
    false,
    async () => new HostedService(started<ServiceMethods>(), { isGroup: false }) as unknown as CalledProcess<Answers>,
  ],
  ["a link in memory", false, (context) => overMemory(context, "generator")],
  ["a service's link in memory", false, (context) => overMemory(context, "service")],
  ["a link over NATS", skip, (context) => overNats(context, "generator")],
  ["a service's link over NATS", skip, (context) => overNats(context, "service")],
];

for (const [name, skip, start] of carriers) {
  test(`over ${name}, calls are answered as they were meant`, { skip }, async (context) => {
    const process = await start(context);
    const value = { columns: Float64Array.of(1.5, Number.NaN), numbers: Int32Array.of(-1), text: "é", none: undefined };
    assert.deepEqual(await process.call("progress", value, CALL_MS), value);
    const large = new Float64Array(400_000).map((_, i) => i);
    assert.deepEqual(await process.call("progress", large, CALL_MS), large, "more than a message may have");
    const answers: number[] = [];
    const later = (afterMs: number) =>
      process.call("prepare", { afterMs, value: afterMs }, CALL_MS).then((ms) => answers.push(ms as number));
    await Promise.all([later(300), later(0)]);
    assert.deepEqual(answers, [0, 300], "whichever is answered first");
    await assert.rejects(process.call("open", undefined, CALL_MS), (error) => {
      assert.ok(error instanceof PushbenchError);
      assert.deepEqual(
        [error.code, error.message, error.hint],
        ["connect-failed", "No client could connect.", "Look at the service."],
      );
      return true;
    });
    await assert.rejects(process.call("counters", undefined, CALL_MS), {
      message: "client 3: connect EADDRNOTAVAIL 127.0.0.1:1",
      code: "EADDRNOTAVAIL",
    });
    await assert.rejects(process.call("misbehave", undefined, CALL_MS), { message: 'there is no method "misbehave"' });
    await process.stop();
  });

  test(`over ${name}, what is not answered fails, and so does whatever a process owed that died`, {
    skip,
  }, async (context) => {
    const process = await start(context);
    await process.call("progress", 1, CALL_MS);
    const silent = process.call("prepare", { afterMs: 60_000, value: 1 }, 100);
    await assert.rejects(silent, { message: /did not answer "prepare"/ });
    const owed = process.call("prepare", { afterMs: 60_000, value: 1 }, CALL_MS);
    owed.catch(() => {});
    await assert.rejects(process.call("rest", undefined, CALL_MS), { message: /ended with exit code 3/ });
    await assert.rejects(owed, { message: /ended with exit code 3/ });
    await assert.rejects(process.call("progress", 1, CALL_MS), { message: /ended with exit code 3/ });
    await process.stop();
  });
}
