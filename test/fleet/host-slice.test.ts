/** A worker looks at its host in measured slices, and says what it saw with the report of its generator. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { monotonicNs } from "../../src/clock.js";
import { Fleet } from "../../src/fleet/coordinator/fleet.js";
import { FleetWorker } from "../../src/fleet/worker/fleet-worker.js";
import type { SliceReport } from "../../src/generators/generator.js";
import { kernelId } from "../../src/machine/host-resources.js";
import { fixture } from "../end-to-end/command-line.js";
import { MemoryBus } from "./memory-bus.js";

const CALL_MS = 10_000;
const LEAD_NS = 500e6;

test("the report of a measured slice has the worker's name and what its host did, that of a warm-up has not", async (context) => {
  const bus = new MemoryBus();
  const common = { bus, token: "a-token-that-nobody-guesses-ever", pushbenchVersion: "1" };
  const worker = new FleetWorker({
    ...{ ...common, name: "a", generatorEntry: fixture("answers-calls"), cpus: [], limits: {} },
    ...{ targets: new Set<string>(), listenOn: "127.0.0.1", clockAt: { address: "127.0.0.1", port: 1 }, say: () => {} },
  });
  const { signal } = new AbortController();
  const fleet = await Fleet.of({ ...common, workers: 1, address: "127.0.0.1", signal });
  context.after(async () => {
    await fleet.close();
    await worker.close();
  });
  const [generator] = await fleet.generators();
  const run = (phase: "warmUp" | "measured"): Promise<SliceReport> => {
    const slice = { phase, offsetNs: 0, lengthNs: 1, from: 0, to: 0 };
    const patience = { quietMs: 0, limitMs: 0 };
    const request = { approach: "webhook", slice, startNs: monotonicNs() + LEAD_NS, patience };
    return generator!.call("run", request, CALL_MS);
  };
  const { spareNs: early, ...warm } = await run("warmUp");
  assert.deepEqual(warm, { settled: true });
  const { host, settled, spareNs } = await run("measured");
  assert.equal(settled, true);
  for (const ns of [early, spareNs]) assert.ok(ns! > 0 && ns! <= LEAD_NS, `${ns} ns before the slice`);
  assert.deepEqual([host?.worker, host?.kernel], ["a", kernelId()]);
  if (host?.totals === undefined) return context.skip("the system does not count what its CPUs do");
  const { cpus, elapsedNs, idleNs, ownNs } = host.totals;
  assert.ok(cpus.length > 0 && elapsedNs >= 40e6, JSON.stringify(host));
  assert.ok(elapsedNs < LEAD_NS, "the time before the slice is not in it");
  assert.ok(idleNs >= 0 && ownNs >= 0);
  const shares = fleet.shares({ flow: "ingest", clients: 7, roomSize: 1 });
  assert.deepEqual(
    shares.map((share) => [share.worker, share.clients, share.resources.kernel]),
    [["a", 7, kernelId()]],
  );
});
