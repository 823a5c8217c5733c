/** What the bench's handle on a service adds to the calls themselves. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { noObservations, observationKinds } from "../../src/collectors/observations.js";
import type { ServedProcess } from "../../src/services/served-process.js";
import type { ServiceMethods } from "../../src/services/service-entry.js";
import { ServiceProcess } from "../../src/services/service-process.js";

/** A service process that gives these answers, and is told to listen on `host`. */
const answering = (answers: Partial<Record<keyof ServiceMethods, unknown>>, host?: string) =>
  new ServiceProcess(
    { name: "webhook" },
    () => ({ call: async (method: keyof ServiceMethods) => answers[method] }) as unknown as ServedProcess,
    host,
  );

test("the report of a service of protocol 1 is completed: it knows nothing of how connections were opened", async () => {
  const { connecting: _connecting, handshaking: _handshaking, ...earlier } = noObservations();
  const delivered = { client: Int32Array.of(3), index: Int32Array.of(7), atNs: Float64Array.of(1e9) };
  const report = { observations: { ...earlier, delivered, reasons: { why: 1 } }, settled: true };
  const { observations } = await answering({ end: report }).call("end", {
    expectedDeliveries: 1,
    patience: { quietMs: 1, limitMs: 1 },
  });
  assert.deepEqual(Object.keys(observations).sort(), [...observationKinds, "reasons"].sort());
  assert.deepEqual([observations.delivered, observations.reasons], [delivered, { why: 1 }]);
  assert.equal(observations.handshaking.index.length, 0);
});

test("an encrypted reference service is at an https URL", async () => {
  const request = { transport: "webhook", config: {}, guarantee: "at-least-once", secret: "x", port: 0 } as const;
  const topology = { flow: "ingest", clients: 1, roomSize: 1 } as const;
  const tls = { version: "1.3", resumption: "on", handshakeSeconds: 10 } as const;
  const service = answering({ start: { port: 4711 } });
  assert.equal(await service.start({ ...request, topology, tls }, 1), "https://127.0.0.1:4711");
  assert.equal(await service.start({ ...request, topology }, 1), "http://127.0.0.1:4711");
});

test("a service that listens on the loopback alone is no service of a fleet on several machines", async (context) => {
  const server = createServer((socket) => socket.destroy());
  context.after(() => server.close());
  server.listen(0, "127.0.0.2");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const request = { transport: "webhook", config: {}, guarantee: "at-least-once", secret: "x", port: 0 } as const;
  const topology = { flow: "ingest", clients: 1, roomSize: 1 } as const;
  const start = (host: string) => answering({ start: { port } }, host).start({ ...request, topology }, 1);
  assert.equal(await start("127.0.0.2"), `http://127.0.0.2:${port}`);
  await assert.rejects(start("127.0.0.3"), {
    code: "fleet-unplayable",
    message: "The webhook service does not listen on 127.0.0.3, where workers on other machines look for it.",
  });
});
