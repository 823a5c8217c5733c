/** The figures against independent witnesses: a counting proxy, a plain server's own count, and other people's clients. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer as createHttpServer } from "node:http";
import { connect, createServer as createTcpServer, type Socket } from "node:net";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Webhook } from "standardwebhooks";
import { Pool } from "undici";
import { WebSocket, WebSocketServer } from "ws";
import { monotonicNs } from "../../src/clock.js";
import type { Columns } from "../../src/collectors/observations.js";
import { eventId } from "../../src/events/id.js";
import { accessToken, signingKey } from "../../src/events/secret.js";
import { encodeEvent } from "../../src/events/templates.js";
import type { Schedule } from "../../src/executors/schedule.js";
import { buildSchedule, eventsBetween } from "../../src/executors/schedule.js";
import type { Topology } from "../../src/flow.js";
import { Generator } from "../../src/generators/generator.js";
import { loopbackUrl } from "../../src/loopback.js";
import { WorkerProcess } from "../../src/processes/worker-process.js";
import type { ServiceMethods } from "../../src/services/service-entry.js";
import { median } from "../../src/statistics/quantile.js";
import { type TransportName, transports } from "../../src/transports/registry.js";

const secret = "a secret of this test";
const patience = { quietMs: 3_000, limitMs: 10_000 };
const source = { template: "chat-message" as const, seed: 1 };

const closing: (() => Promise<unknown>)[] = [];
after(() => Promise.all(closing.map((close) => close())));

/** A generator that plays all clients of an ingest workload at a constant rate. */
async function generatorFor(options: {
  transport: TransportName;
  port: number;
  clients: number;
  perSecond: number;
  seconds: number;
}) {
  const topology: Topology = { flow: "ingest", clients: options.clients, roomSize: 1 };
  const generator = new Generator(monotonicNs);
  closing.push(() => generator.close());
  const config = (await transports[options.transport].config()).parse({});
  const clients = Array.from({ length: options.clients }, (_, i) => i);
  const guarantee = "at-least-once" as const;
  await generator.addSide({
    approach: "it",
    transport: options.transport,
    config,
    topology,
    guarantee,
    secret,
    endpoint: { url: loopbackUrl(options.port) },
    clients,
  });
  await generator.open("it", clients);
  const schedule = buildSchedule({
    arrivals: { executor: "constant-arrival-rate", perSecond: options.perSecond },
    topology,
    payloadBytes: 300,
    windowNs: options.seconds * 1e9,
    seed: 1,
  });
  const all = Int32Array.from(schedule.dueNs, (_, i) => i);
  const schedules = { measured: schedule, warmUp: schedule };
  generator.load({ source, schedules, own: { measured: all, warmUp: all }, pacing: "timer-thread" });
  return { generator, schedule };
}

async function runSlice(generator: Generator, schedule: Schedule, fromSeconds: number, toSeconds: number) {
  const [offsetNs, endNs] = [fromSeconds * 1e9, toSeconds * 1e9];
  const slice = {
    phase: "measured" as const,
    offsetNs,
    lengthNs: endNs - offsetNs,
    ...eventsBetween(schedule, offsetNs, endNs),
  };
  generator.prepare({ approach: "it", slice });
  return generator.run({ approach: "it", slice, startNs: monotonicNs() + 5e6, patience });
}

/** Passes bytes on and counts them. */
async function countingProxy(target: number) {
  const counted = { toService: 0, fromService: 0, connections: 0 };
  const sockets = new Set<Socket>();
  const server = createTcpServer((client) => {
    counted.connections++;
    const service = connect(target, "127.0.0.1");
    for (const [from, to, key] of [
      [client, service, "toService"],
      [service, client, "fromService"],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk) => {
        counted[key] += chunk.length;
        to.write(chunk);
      });
      from.on("close", () => to.destroy());
      from.on("error", () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as { port: number }).port, counted };
}

async function startService(transport: TransportName) {
  const worker = new WorkerProcess<ServiceMethods>({
    name: "The service",
    entry: path.join(path.dirname(fileURLToPath(import.meta.url)), "../../src/services/service-entry.js"),
    cpus: [],
    diedCode: "service-died",
  });
  closing.push(() => worker.stop());
  const config = (await transports[transport].config()).parse({});
  const topology: Topology = { flow: "ingest", clients: 4, roomSize: 1 };
  return worker.call("start", { transport, config, topology, guarantee: "at-least-once", secret, port: 0 }, 10_000);
}

for (const transport of ["webhook", "websocket"] as const) {
  test(`${transport}: the byte and connection counters agree with an independent proxy`, async () => {
    const { port } = await startService(transport);
    const proxy = await countingProxy(port);
    const { generator, schedule } = await generatorFor({
      transport,
      port: proxy.port,
      clients: 4,
      perSecond: 400,
      seconds: 0.5,
    });
    const { observations } = await runSlice(generator, schedule, 0, 0.5);
    assert.equal(observations.acked.index.length, schedule.dueNs.length);
    const { bytesWritten, bytesRead, connectionsOpened } = generator.counters("it");
    const { toService, fromService, connections } = proxy.counted;
    assert.deepEqual([bytesWritten, bytesRead, connectionsOpened], [toService, fromService, connections]);
  });
}

test("the throughput agrees with a plain server's own count within 1 %", async () => {
  const arrivedAtMs: number[] = [];
  const server = createHttpServer((request, response) => {
    arrivedAtMs.push(performance.now());
    request.resume().on("end", () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(async () => server.close());
  const { port } = server.address() as { port: number };
  const { generator, schedule } = await generatorFor({
    transport: "webhook",
    port,
    clients: 4,
    perSecond: 500,
    seconds: 1,
  });
  const { observations } = await runSlice(generator, schedule, 0, 1);
  const { atNs, index } = observations.acked;
  assert.deepEqual([index.length, arrivedAtMs.length], [500, 500]);
  // Between the 51st and the 450th: a single late event at either end would move a rate over all of them.
  const ours = 399 / ((atNs[449]! - atNs[50]!) / 1e9);
  const theirs = 399 / ((arrivedAtMs[449]! - arrivedAtMs[50]!) / 1e3);
  assert.ok(Math.abs(ours / theirs - 1) < 0.01, `${ours}/s against ${theirs}/s`);
});

/** Milliseconds from the sending to the acknowledgement, by event. */
function ackTimesMs(sent: Columns, acked: Columns): number[] {
  const sentNs = new Map(Array.from(sent.index, (index, i) => [index, sent.atNs[i]!]));
  return Array.from(acked.index, (index, i) => (acked.atNs[i]! - sentNs.get(index)!) / 1e6);
}

/** Sends `count` events at the rate, one after the other, and times each until its acknowledgement. */
async function timedByOther(
  count: number,
  perSecond: number,
  send: (index: number) => Promise<void>,
): Promise<number[]> {
  const times: number[] = [];
  const startMs = performance.now();
  for (let i = 0; i < count; i++) {
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, startMs + (i / perSecond) * 1e3 - performance.now())),
    );
    const sentMs = performance.now();
    await send(i);
    times.push(performance.now() - sentMs);
  }
  return times;
}

const body = (index: number): Buffer => encodeEvent(source.template, source.seed, { index, dueNs: 0, bytes: 300 });

const others = {
  async websocket(port: number) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/connect?client=3`, {
      headers: { Authorization: `Bearer ${accessToken(secret, 3)}` },
      origin: "https://pushbench.example",
      perMessageDeflate: false,
    });
    await new Promise((resolve) => socket.once("open", resolve));
    closing.push(async () => socket.terminate());
    return (index: number): Promise<void> =>
      new Promise((resolve) => {
        socket.once("message", () => resolve());
        socket.send(body(index).toString());
      });
  },
  async webhook(port: number) {
    const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 1 });
    closing.push(() => pool.destroy());
    const signer = new Webhook(signingKey(secret, 3).toString("base64"));
    return async (index: number): Promise<void> => {
      const [bytes, id, now] = [body(index), eventId(index), new Date()];
      const headers = {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(now.getTime() / 1e3)),
        "webhook-signature": signer.sign(id, now, bytes.toString()),
      };
      const answer = await pool.request({ method: "POST", path: "/clients/3/events", headers, body: bytes });
      await answer.body.dump();
      assert.ok(answer.statusCode < 300, `status ${answer.statusCode}`);
    };
  },
};

for (const transport of ["webhook", "websocket"] as const) {
  test(`${transport}: the time to the acknowledgement agrees with an independent client on the same service, in turns`, async (context) => {
    const { port } = await startService(transport);
    // Client 3 is the other's: the generator plays 0 to 2.
    const { generator, schedule } = await generatorFor({ transport, port, clients: 3, perSecond: 200, seconds: 3 });
    const send = await others[transport](port);
    const medians: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
    for (let turn = 0; turn < 6; turn++) {
      const { observations } = await runSlice(generator, schedule, turn / 2, (turn + 1) / 2);
      const ours = ackTimesMs(observations.sent, observations.acked);
      const theirs = await timedByOther(100, 200, (i) => send(turn * 100 + i));
      assert.deepEqual([ours.length, theirs.length], [100, 100]);
      if (turn === 0) continue; // warm-up
      medians.ours.push(median(ours)!);
      medians.theirs.push(median(theirs)!);
    }
    const [ours, theirs] = [median(medians.ours)!, median(medians.theirs)!];
    context.diagnostic(
      `median time to the acknowledgement: ours ${ours.toFixed(3)} ms, theirs ${theirs.toFixed(3)} ms`,
    );
    // Two programs in one busy process: what they share is the service. 0.25 ms is the noise of a wake-up here.
    assert.ok(Math.abs(ours - theirs) < 0.25 + 0.5 * Math.min(ours, theirs), `ours ${ours} ms, theirs ${theirs} ms`);
  });
}

test("by webhook and by WebSocket the service gets the same bytes, and another seed gives others", async () => {
  const received = new Map<string, Buffer[]>();
  const keep = (where: string, bytes: Buffer) => void received.set(where, [...(received.get(where) ?? []), bytes]);
  const http = createHttpServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    keep("webhook", Buffer.concat(chunks));
    response.writeHead(204).end();
  });
  const websockets = new WebSocketServer({ server: http });
  websockets.on("connection", (socket) =>
    socket.on("message", (data: Buffer) => {
      keep("websocket", data);
      socket.send(`{"ack":"${(JSON.parse(data.toString()) as { id: string }).id}"}`);
    }),
  );
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  closing.push(async () => http.close());
  const { port } = http.address() as { port: number };
  const digests = new Map<string, string>();
  for (const transport of ["webhook", "websocket"] as const) {
    const { generator, schedule } = await generatorFor({ transport, port, clients: 3, perSecond: 200, seconds: 0.5 });
    await runSlice(generator, schedule, 0, 0.5);
    const events = received.get(transport)!.sort(Buffer.compare); // by id: it stands first
    assert.equal(events.length, 100);
    digests.set(transport, createHash("sha256").update(Buffer.concat(events)).digest("hex"));
  }
  assert.equal(digests.get("webhook"), digests.get("websocket"));
  const other = encodeEvent(source.template, source.seed + 1, { index: 0, dueNs: 0, bytes: 300 });
  assert.notDeepEqual(other, body(0));
});
