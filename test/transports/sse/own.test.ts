/** What can be known of a service of the user's own that speaks as docs/sse.md says. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { loopbackUrl } from "../../../src/loopback.js";
import { own } from "../../../src/transports/sse/own.js";
import { SECRET, settingsOf } from "./peer.js";

const topology = { flow: "relay", clients: 2, roomSize: 2 } as const;

test("a relay is seen by its recipients, and no setting speaks to a service in other words", () => {
  assert.deepEqual(own.settings, []);
  for (const guarantee of ["at-least-once", "at-most-once"] as const)
    assert.deepEqual(own.sight(settingsOf({}), "relay", guarantee), { by: "recipient" });
  assert.ok("cannot" in own.sight(settingsOf({}), "broadcast", "at-least-once"));
});

test("a probe opens a stream and closes it, or rejects with what the service answered", async (t) => {
  let status = 503;
  const ended: Promise<unknown>[] = [];
  const server = createServer((request, response) => {
    ended.push(once(request.socket, "close"));
    if (status === 200) response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    else response.writeHead(status, { "content-length": 0 }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const probe = (): Promise<void> =>
    own.probe({
      config: settingsOf({}),
      topology,
      endpoint: { url: loopbackUrl((server.address() as AddressInfo).port) },
      secret: SECRET,
      signal: AbortSignal.timeout(5000),
    });
  await assert.rejects(probe(), { message: /503 Service Unavailable/ });
  status = 200;
  await probe();
  await Promise.all(ended);
});
