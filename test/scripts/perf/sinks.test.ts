/** The far sides, called by independent clients: what they count is what every figure is divided by. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { test } from "node:test";
import { WebSocket } from "ws";
import { CALL_TIMEOUT_MS, type Counting, startWorker } from "../../../scripts/perf/load.js";

type Sink = Counting & { start(params: { close: boolean }): Promise<number> };

async function withSink(name: "http" | "echo", close: boolean, use: (port: number) => Promise<void>) {
  const sink = startWorker<Sink>(`./sinks/${name}`, []);
  try {
    await use(await sink.call("start", { close }, CALL_TIMEOUT_MS));
    return await sink.call("count", undefined, CALL_TIMEOUT_MS);
  } finally {
    await sink.stop();
  }
}

async function post(port: number, agent: Agent, body: string): Promise<number | undefined> {
  const headers = { "Content-Length": body.length };
  const posting = request({ host: "127.0.0.1", port, method: "POST", agent, headers }).end(body);
  const [response] = (await once(posting, "response")) as [{ statusCode?: number; resume(): void }];
  response.resume();
  await once(response as never, "end");
  return response.statusCode;
}

for (const close of [false, true]) {
  test(`the HTTP sink counts requests, and ${close ? "a connection for each" : "one connection for all"}`, async () => {
    const agent = new Agent({ keepAlive: !close });
    const counts = await withSink("http", close, async (port) => {
      for (const bytes of [1, 300, 30_000]) assert.equal(await post(port, agent, "x".repeat(bytes)), 204);
    });
    agent.destroy();
    assert.deepEqual(counts, { operations: 3, connections: close ? 3 : 1 });
  });
}

test("the echo sink sends back every text as it was, short and long, several in one write", async () => {
  const texts = ["", "é", "x".repeat(125), "y".repeat(126), "z".repeat(300), "w".repeat(60_000)];
  const counts = await withSink("echo", false, async (port) => {
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
  assert.deepEqual(counts, { operations: texts.length, connections: 1 });
});
