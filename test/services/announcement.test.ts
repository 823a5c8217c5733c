/** A keeper tells the service of which it is the keeper where clients receive. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { PushbenchError } from "../../src/errors.js";
import { config } from "../../src/transports/webhook/config.js";
import { CALL_MS, keeperOf, request } from "./keeper.js";

/** Takes events, and subscribers where `status` says so. */
async function service(context: TestContext, status: number) {
  const seen: string[] = [];
  const server = createServer(async (incoming, response) => {
    let body = "";
    for await (const chunk of incoming) body += chunk;
    if (incoming.url === "/subscribers") seen.push(body);
    response.writeHead(incoming.url === "/subscribers" ? status : 204).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const subscribe = { path: "/subscribers", body: "{{room}} {{client}} {{url}}" };
const relay = {
  ...request,
  config: config.parse({ signature: "none", subscribe }),
  topology: { flow: "relay", clients: 4, roomSize: 2 },
} as const;
const subscribers = [
  { client: 1, url: "http://127.0.0.1:11" },
  { client: 2, url: "http://127.0.0.1:12" },
];

test("each subscriber is announced as the settings say", async (context) => {
  const { url, seen } = await service(context, 201);
  const { worker } = keeperOf(context, { url });
  await worker.call("start", relay, CALL_MS);
  await worker.call("subscribe", [], CALL_MS);
  assert.deepEqual(seen, []);
  await worker.call("subscribe", subscribers, CALL_MS);
  assert.deepEqual(seen.sort(), ["0 1 http://127.0.0.1:11", "1 2 http://127.0.0.1:12"]);
});

test("a service that takes no subscriber is named, with what it answered and a way out", async (context) => {
  const { url } = await service(context, 404);
  const { worker } = keeperOf(context, { url });
  await worker.call("start", relay, CALL_MS);
  await assert.rejects(worker.call("subscribe", subscribers, CALL_MS), (error: unknown) => {
    assert.ok(error instanceof PushbenchError);
    assert.equal(error.code, "connect-failed");
    assert.match(
      error.message,
      /^The mine service was not told where its clients receive: POST \/subscribers to subscribe client \d: 404 Not Found$/,
    );
    assert.match(error.hint!, /subscribe/);
    return true;
  });
});
