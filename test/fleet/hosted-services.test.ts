/** What is done to a service and read of it from outside, on this machine and on a worker's host alike. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { monotonicNs } from "../../src/clock.js";
import { Fleet } from "../../src/fleet/coordinator/fleet.js";
import { FleetWorker } from "../../src/fleet/worker/fleet-worker.js";
import { WorkerProcess } from "../../src/processes/worker-process.js";
import { HostedService } from "../../src/services/hosted-service.js";
import type { ServedProcess } from "../../src/services/served-process.js";
import type { ServiceMethods } from "../../src/services/service-entry.js";
import { fixture } from "../end-to-end/command-line.js";
import { isAlive, until } from "../end-to-end/processes.js";
import { MemoryBus } from "./memory-bus.js";

const TOKEN = "a-token-that-nobody-guesses-ever";
const CALL_MS = 10_000;
const entry = fixture("answers-calls");

const here = async (): Promise<ServedProcess> =>
  new HostedService(
    new WorkerProcess<ServiceMethods>({ name: "The service", entry, cpus: [], diedCode: "service-died" }),
    { isGroup: false },
  );

async function onHost(context: TestContext): Promise<ServedProcess> {
  const bus = new MemoryBus();
  const at = { listenOn: "127.0.0.1", clockAt: { address: "127.0.0.1", port: 1 } };
  const worker = new FleetWorker({
    ...{ bus, name: "s", token: TOKEN, pushbenchVersion: "1", generatorEntry: "none", serviceEntry: entry, cpus: [] },
    ...{ limits: {}, targets: new Set<string>(), ...at, say: () => {} },
  });
  const { signal } = new AbortController();
  const where = { workers: 0, serviceOn: "s", address: "10.0.0.1" };
  const fleet = await Fleet.of({ bus, token: TOKEN, ...where, pushbenchVersion: "1", signal });
  context.after(async () => {
    await fleet.close();
    await worker.close();
  });
  await fleet.generators();
  return fleet.service("The service", undefined);
}

/** As the kernel has it: "T" means that it stands still. */
const stateOf = (pid: number): string => {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2)[0]!;
};

/** The fixture answers with what it was asked. */
const asked = (service: ServedProcess): Promise<unknown> => service.call("progress", 7 as never, CALL_MS);

for (const [where, start] of [
  ["on this machine", here],
  ["on a worker's host", onHost],
] as const) {
  test(`a service ${where} is watched, frozen and ended`, async (context) => {
    const service = await start(context);
    assert.equal(await asked(service), 7);
    const { pid } = service;
    assert.ok(isAlive(pid));
    await service.watch(5, monotonicNs());
    await asked(service);
    const { usage, rssMaxBytes, host } = await service.watched();
    assert.ok(usage !== undefined && usage.rssBytes > 2 ** 20 && usage.cpuNs >= 0, JSON.stringify(usage));
    assert.ok(rssMaxBytes > 2 ** 20);
    assert.equal(host?.worker, where === "on this machine" ? undefined : "s", "the bench looks at this machine itself");
    const { openFiles, kernelBytes } = await service.keptBeside();
    assert.ok(openFiles! > 3 && kernelBytes! > 0, JSON.stringify({ openFiles, kernelBytes }));
    await assert.rejects(service.deliveredBetween(0, 1), { message: "the service was given no journal" });
    service.signal("SIGSTOP");
    await until("it stands still", () => stateOf(pid) === "T");
    service.signal("SIGCONT");
    await until("it goes on", () => stateOf(pid) !== "T");
    assert.equal(await asked(service), 7);
    await service.stop();
    assert.ok(!isAlive(pid));
  });

  test(`the death of a service ${where} is told without a call, unless it was killed on purpose`, async (context) => {
    const [dies, killed] = [await start(context), await start(context)];
    await asked(dies);
    process.kill(dies.pid, "SIGKILL");
    await assert.rejects(dies.death, {
      code: "service-died",
      message: /^The service.*died: it was ended by SIGKILL\.$/,
    });
    await asked(killed);
    let told = false;
    killed.death.catch(() => {
      told = true;
    });
    await killed.kill();
    assert.ok(!isAlive(killed.pid));
    await assert.rejects(asked(killed), { code: "service-died" });
    assert.ok(!told);
  });
}
