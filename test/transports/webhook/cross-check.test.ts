import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { loopbackUrl } from "../../../src/loopback.js";
import { silentObserver } from "../../../src/transports/silent-observer.js";
import { webhook } from "../../../src/transports/webhook/card.js";

test("what another generator sends is what the driver prepared: path, head, signature and body", async (t) => {
  const config = (await webhook.config()).parse({});
  const driver = await webhook.createDriver({
    ...{ config, secret: "secret", observer: silentObserver, guarantee: "at-least-once", clients: [3] },
    topology: { flow: "ingest", clients: 4, roomSize: 1 },
    endpoint: { url: loopbackUrl(8080) },
  });
  t.after(() => driver.close());
  const body = encodeEnvelope(7, "payment", 0, '"né: \\r\\n"');
  const request = (await webhook.crossCheck!.requestOf())(driver.prepare(3, 7, body));
  assert.deepEqual([request.method, request.path, request.body], ["POST", "/clients/3/events", body]);
  const { Host: host, "Content-Length": length, "webhook-signature": signature } = request.headers;
  assert.deepEqual([host, length], ["127.0.0.1:8080", String(body.length)]);
  assert.match(signature!, /^v1,/);
});

test("it can play connections that are kept, and no others", async () => {
  const config = await webhook.config();
  assert.deepEqual(
    [{}, { connection: "new" }, { tls: true }].map((settings) => webhook.crossCheck!.isFor(config.parse(settings))),
    [true, false, false],
  );
});
