/** On real sockets. Times are only ever asserted from below: a relay may be late, it must not be early. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { monotonicNs } from "../../src/clock.js";
import { startPacer } from "../../src/generators/pacing/registry.js";
import { Relay } from "../../src/network/relay.js";
import { NS_PER_MS } from "../../src/units.js";
import { until } from "../end-to-end/processes.js";

interface Served {
  sockets: Socket[];
  received: string;
  ended: number;
}

/** A server behind a relay, and what came to it; `dial` connects through the relay. */
async function behindRelay(context: TestContext, answer?: (socket: Socket, chunk: Buffer) => void) {
  const served: Served = { sockets: [], received: "", ended: 0 };
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    served.sockets.push(socket);
    socket.on("data", (chunk: Buffer) => {
      served.received += chunk.toString("latin1");
      answer?.(socket, chunk);
    });
    socket.on("end", () => {
      served.ended++;
      socket.end();
    });
    socket.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const pacer = startPacer("timers", "service");
  const relay = new Relay(pacer, monotonicNs);
  const address = await relay.listen({ host: "127.0.0.1", port: (server.address() as { port: number }).port });
  const dialled: Socket[] = [];
  context.after(async () => {
    for (const socket of [...dialled, ...served.sockets]) socket.destroy();
    await relay.close();
    await pacer.close();
    server.close();
  });
  const dial = () => {
    const socket = connect({ ...address, noDelay: true });
    const client = { socket, received: "", closed: false, error: undefined as string | undefined };
    dialled.push(socket);
    socket.on("data", (chunk: Buffer) => {
      client.received += chunk.toString("latin1");
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      client.error = error.code;
    });
    socket.on("close", () => {
      client.closed = true;
    });
    return client;
  };
  return { relay, served, dial, server };
}

const echo = (socket: Socket, chunk: Buffer): void => void socket.write(chunk);

test("bytes take half a round trip each way, and a new connection's first bytes one more", async (context) => {
  const { relay, dial } = await behindRelay(context, echo);
  relay.set({ roundTripMs: 40 });
  const client = dial();
  const tripMs = async (bytes: string): Promise<number> => {
    const startNs = monotonicNs();
    const wanted = client.received + bytes;
    client.socket.write(bytes);
    await until(`"${bytes}" is back`, () => client.received === wanted);
    return (monotonicNs() - startNs) / NS_PER_MS;
  };
  assert.ok((await tripMs("first")) >= 80 - 0.1, "40 ms to connect, 40 ms there and back");
  const second = await tripMs("second");
  assert.ok(second >= 40 - 0.1 && second < 80, `${second} ms`);
  const excess = relay.excessDelay;
  assert.equal(excess.count, 4);
});

test("where its targets are on other hosts, it listens on a host of its own", async (context) => {
  const { relay, server } = await behindRelay(context, echo);
  const { port } = server.address() as { port: number };
  const { host, port: own } = await relay.listen({ host: "127.0.0.1", port }, "127.0.0.2");
  assert.equal(host, "127.0.0.2");
  const socket = connect({ host, port: own });
  context.after(() => socket.destroy());
  socket.write("there");
  const [answer] = await once(socket, "data");
  assert.equal(String(answer), "there");
});

test("order is kept while the network changes, and the end comes behind the bytes", async (context) => {
  const { relay, served, dial } = await behindRelay(context);
  const client = dial();
  let sent = "";
  for (const roundTripMs of [30, 0, 10, 2, 0]) {
    relay.set({ roundTripMs });
    for (let i = 0; i < 20; i++) {
      const piece = `${roundTripMs}-${i} `;
      sent += piece;
      client.socket.write(piece);
    }
    await new Promise(setImmediate);
  }
  client.socket.end();
  await until("the server has the end", () => served.ended === 1);
  assert.equal(served.received, sent);
  await until("the client has the server's end", () => client.closed);
  assert.equal(client.error, undefined);
});

test("a throttled link carries no more than it may", async (context) => {
  const { relay, served, dial } = await behindRelay(context);
  relay.set({ roundTripMs: 0, bytesPerSecond: 100_000 });
  const startNs = monotonicNs();
  dial().socket.write("x".repeat(20_000));
  await until("all is there", () => served.received.length === 20_000);
  assert.ok(monotonicNs() - startNs >= 190 * NS_PER_MS, "20 kB at 100 kB/s, but for the last piece");
});

test("a relay holds no more than its measure: a sender that is ahead has to wait", async (context) => {
  const { relay, dial, served } = await behindRelay(context);
  relay.set({ roundTripMs: 0, cut: "silence" });
  const { socket } = dial();
  const [piece, pieces] = [Buffer.alloc(64 * 1024, "x"), 1024];
  let written = 0;
  const pump = (): void => {
    while (written < pieces) {
      written++;
      if (!socket.write(piece)) return;
    }
  };
  socket.on("drain", pump);
  pump();
  let [before, unchanged] = [0, 0];
  await until("the sender is stopped", () => {
    unchanged = written === before ? unchanged + 1 : 0;
    before = written;
    return unchanged === 10;
  });
  assert.ok(written < pieces / 2, `${written} of ${pieces} pieces: kernel buffers and a MiB in the relay`);
  assert.equal(served.received, "");
  relay.set({ roundTripMs: 0 });
  await until("all is there after all", () => served.received.length === pieces * piece.length);
});

test("reset: open connections and new ones are reset, until it is over", async (context) => {
  const { relay, dial, served } = await behindRelay(context, echo);
  const [first, second] = [dial(), dial()];
  first.socket.write("a");
  await until("it is open on both sides", () => first.received === "a" && served.sockets.length === 2);
  relay.set({ roundTripMs: 0, cut: "reset" });
  await until("both are reset", () => first.closed && second.closed);
  assert.deepEqual([first.error, second.error], ["ECONNRESET", "ECONNRESET"]);
  const during = dial();
  await until("a new one is reset", () => during.closed);
  await until("the server has lost its sides too", () => served.sockets.every((socket) => socket.destroyed));
  relay.set({ roundTripMs: 0 });
  const after = dial();
  after.socket.write("b");
  await until("it answers again", () => after.received === "b");
});

test("silence: nothing passes while it lasts, and all of it in order after", async (context) => {
  const { relay, dial, served } = await behindRelay(context, echo);
  const client = dial();
  client.socket.write("a");
  await until("it works", () => client.received === "a");
  relay.set({ roundTripMs: 1, cut: "silence" });
  client.socket.write("b");
  const during = dial();
  during.socket.write("c");
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(served.received, "a");
  relay.set({ roundTripMs: 1 });
  client.socket.write("d");
  await until("all is answered", () => client.received === "abd" && during.received === "c");
  assert.deepEqual([client.closed, during.closed], [false, false]);
});

test("half-open: open connections are dead for good and nobody is told; later ones work", async (context) => {
  const { relay, dial, served } = await behindRelay(context, echo);
  const client = dial();
  client.socket.write("a");
  await until("it works", () => client.received === "a");
  relay.set({ roundTripMs: 0, cut: "half-open" });
  const during = dial();
  during.socket.write("b");
  client.socket.write("lost");
  relay.set({ roundTripMs: 0 });
  await until("the one that was opened meanwhile works", () => during.received === "b");
  client.socket.write("lost too");
  const after = dial();
  after.socket.write("c");
  await until("a new one works", () => after.received === "c");
  assert.deepEqual([client.closed, client.received], [false, "a"]);
  assert.ok(!served.received.includes("lost"));
});

test("half-open: what was on its way when the connection died never arrives", async (context) => {
  const { relay, dial, served } = await behindRelay(context, echo);
  const client = dial();
  client.socket.write("a");
  await until("it works", () => client.received === "a");
  relay.set({ roundTripMs: 0, cut: "silence" });
  client.socket.write("on its way");
  dial();
  await until("the relay has turned to what came later", () => served.sockets.length === 2);
  relay.set({ roundTripMs: 0, cut: "half-open" });
  relay.set({ roundTripMs: 0 });
  const after = dial();
  after.socket.write("c");
  await until("a new one works", () => after.received === "c");
  assert.equal(served.received, "ac");
});

test("a service that is not there shows as a reset, and one that resets too", async (context) => {
  const { relay, dial, served, server } = await behindRelay(context, (socket) => void socket.resetAndDestroy());
  const reset = dial();
  reset.socket.write("a");
  await until("the reset has come through", () => reset.error === "ECONNRESET");
  server.close();
  for (const socket of served.sockets) socket.destroy();
  await once(server, "close");
  relay.set({ roundTripMs: 5 });
  const refused = dial();
  await until("it is reset", () => refused.error === "ECONNRESET");
});
