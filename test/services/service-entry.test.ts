/**
 * The service process: what it saw before its slice began is forgotten, unless it succeeds one that was killed in the slice.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { monotonicNs } from "../../src/clock.js";
import { encodeEvent } from "../../src/events/templates.js";
import { loopbackUrl, portsToConnectFrom } from "../../src/loopback.js";
import { WorkerProcess } from "../../src/processes/worker-process.js";
import type { ServiceMethods } from "../../src/services/service-entry.js";
import { transports } from "../../src/transports/registry.js";
import { silentObserver } from "../../src/transports/silent-observer.js";

const CALL_MS = 10_000;
const PATIENCE = { quietMs: 50, limitMs: 1_000 };

for (const [successor, delivered] of [
  [false, 0],
  [true, 1],
] as const) {
  test(`an event that came before the slice is ${delivered === 0 ? "not " : ""}of it, successor: ${successor}`, async (t) => {
    const entry = fileURLToPath(new URL("../../src/services/service-entry.js", import.meta.url));
    const service = new WorkerProcess<ServiceMethods>({ name: "service", entry, cpus: [], diedCode: "service-died" });
    t.after(() => service.stop());
    const config = (await transports.websocket.config()).parse({});
    const topology = { flow: "ingest", clients: 1, roomSize: 1 } as const;
    const shared = { config, topology, guarantee: "at-least-once", secret: "secret" } as const;
    const { port } = await service.call("start", { ...shared, transport: "websocket", port: 0 }, CALL_MS);
    let tell = (): void => {};
    const acked = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const observer = { ...silentObserver, acked: () => tell() };
    const driver = await transports.websocket.createDriver({
      ...shared,
      observer,
      endpoint: { url: loopbackUrl(port) },
      clients: [0],
    });
    t.after(() => driver.close());
    await driver.open();
    driver.send(0, 0, driver.prepare(0, 0, encodeEvent("chat-message", 1, { index: 0, dueNs: 0, bytes: 100 })));
    await acked;
    await service.call("begin", { startNs: monotonicNs(), successor }, CALL_MS);
    const { observations } = await service.call("end", { expectedDeliveries: delivered, patience: PATIENCE }, CALL_MS);
    assert.equal(observations.delivered.index.length, delivered);
  });
}

// The kernel's limit on a file's size does what a full disk does.
test("a service that cannot write its journal says so to whoever asks how far it is", async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "pushbench-entry-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const entry = fileURLToPath(new URL("../../src/services/service-entry.js", import.meta.url));
  const service = new WorkerProcess<ServiceMethods>({ name: "service", entry, cpus: [], diedCode: "service-died" });
  t.after(() => service.stop());
  const config = (await transports.webhook.config()).parse({ retries: { schedule: [100] } });
  const topology = { flow: "ingest", clients: 1, roomSize: 1 } as const;
  const shared = { config, topology, guarantee: "at-least-once", secret: "secret" } as const;
  const start = { ...shared, transport: "webhook", port: 0, journal: path.join(folder, "journal") } as const;
  const { port } = await service.call("start", start, CALL_MS);
  const handedOut = portsToConnectFrom();
  // It is there for a service that is killed, whose successor must find the port free.
  assert.ok(handedOut === undefined || port < handedOut.first || port > handedOut.last, `${port}`);
  assert.deepEqual(await service.call("progress", undefined, CALL_MS), { pending: 0, progress: 0 });
  execFileSync("prlimit", ["--pid", String(service.pid), "--fsize=0:unlimited"]);
  let tell = (_reason: string): void => {};
  const tried = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const observer = { ...silentObserver, problem: (reason: string) => tell(reason) };
  const driver = await transports.webhook.createDriver({
    ...shared,
    observer,
    endpoint: { url: loopbackUrl(port) },
    clients: [0],
  });
  t.after(() => driver.close());
  await driver.open();
  driver.send(0, 0, driver.prepare(0, 0, encodeEvent("chat-message", 1, { index: 0, dueNs: 0, bytes: 100 })));
  assert.equal(await tried, "500 Internal Server Error (tried again)");
  await assert.rejects(service.call("progress", undefined, CALL_MS), { code: "EFBIG" });
});
