/** The far sides, called by independent clients: what they count is what every figure is divided by. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect } from "node:http2";
import { request as requestSecure, Agent as SecureAgent } from "node:https";
import { test } from "node:test";
import { WebSocket } from "ws";
import { trust } from "../../../scripts/perf/generators/peers.js";
import { CALL_TIMEOUT_MS, type Counting, startWorker } from "../../../scripts/perf/load.js";
import { perfSecurity } from "../../../scripts/perf/tls.js";
import type { Security } from "../../../src/tls/security.js";

interface Started {
  close?: boolean;
  tls?: Security;
}
type Sink = Counting & { start(params: Started): Promise<number> };

async function withSink(name: "http" | "http2" | "echo", how: Started, use: (port: number) => Promise<void>) {
  const sink = startWorker<Sink>(`./sinks/${name}`, []);
  try {
    await use(await sink.call("start", how, CALL_TIMEOUT_MS));
    return await sink.call("count", undefined, CALL_TIMEOUT_MS);
  } finally {
    await sink.stop();
  }
}

async function post(port: number, agent: Agent, body: string, tls?: Security): Promise<number | undefined> {
  const headers = { "Content-Length": body.length };
  const options = { host: "127.0.0.1", port, method: "POST", agent, headers, ...trust(tls) };
  const posting = (tls ? requestSecure : request)(options).end(body);
  const [response] = (await once(posting, "response")) as [{ statusCode?: number; resume(): void }];
  response.resume();
  await once(response as never, "end");
  return response.statusCode;
}

for (const close of [false, true]) {
  test(`the HTTP sink counts requests, and ${close ? "a connection for each" : "one connection for all"}`, async () => {
    const agent = new Agent({ keepAlive: !close });
    const counts = await withSink("http", { close }, async (port) => {
      for (const bytes of [1, 300, 30_000]) assert.equal(await post(port, agent, "x".repeat(bytes)), 204);
    });
    agent.destroy();
    assert.deepEqual(counts, { operations: 3, connections: close ? 3 : 1, resumed: 0 });
  });
}

test("the echo sink sends back every text as it was, short and long, several in one write", async () => {
  const texts = ["", "é", "x".repeat(125), "y".repeat(126), "z".repeat(300), "w".repeat(60_000)];
  const counts = await withSink("echo", {}, async (port) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/connect`);
    const echoes: string[] = [];
    const all = new Promise<void>((resolve) => {
      socket.on("message", (data) => {
        if (echoes.push(String(data)) === texts.length) resolve();
      });
    });
    await once(socket, "open");
    for (const text of texts) socket.send(text);
    await all;
    assert.deepEqual(echoes, texts);
    socket.terminate();
  });
  assert.deepEqual(counts, { operations: texts.length, connections: 1, resumed: 0 });
});

test("over TLS the HTTP sink counts the connections that resumed a session, and a client that keeps none has none", async () => {
  const tls = await perfSecurity("on");
  const counts = await withSink("http", { close: true, tls }, async (port) => {
    const agent = new SecureAgent();
    for (let i = 0; i < 2; i++) assert.equal(await post(port, agent, "x", tls), 204);
    assert.equal(await post(port, new SecureAgent({ maxCachedSessions: 0 }), "x", tls), 204);
  });
  assert.deepEqual(counts, { operations: 3, connections: 3, resumed: 1 });
});

test("the HTTP/2 sink counts requests when their bodies have ended, side by side on one connection", async () => {
  const tls = await perfSecurity("on");
  const counts = await withSink("http2", { tls }, async (port) => {
    const session = connect(`https://127.0.0.1:${port}`, trust(tls));
    const answers = Array.from({ length: 3 }, async () => {
      const stream = session.request({ ":method": "POST" }).end("x".repeat(30_000));
      const [headers] = await once(stream, "response");
      assert.equal(headers[":status"], 204);
    });
    await Promise.all(answers);
    session.destroy();
  });
  assert.deepEqual(counts, { operations: 3, connections: 1, resumed: 0 });
});
