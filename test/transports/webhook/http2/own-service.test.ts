/** A service of the user's own that is spoken to over HTTP/2 as its settings say. */
import assert from "node:assert/strict";
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { afterEach, test } from "node:test";
import { createDriver } from "../../../../src/transports/webhook/driver.js";
import { probe } from "../../../../src/transports/webhook/probe.js";
import { RecordingObserver } from "../recording-observer.js";
import { type Closers, chain, envelope, parsed, SECRET, security, send } from "./pair.js";
import { listen } from "./peer.js";

const closers: Closers = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const { identity: _, ...trusts } = security;
const ingest = { flow: "ingest", clients: 2, roomSize: 1 } as const;

test("path, method, headers, body and what counts as taken are the service's own", async () => {
  const seen: { headers: IncomingHttpHeaders; body: string }[] = [];
  const peer = await listen(closers, ({ stream, body, headers }) => {
    seen.push({ headers, body: body.toString() });
    (stream as ServerHttp2Stream).respond({ ":status": 200 });
    stream.end(seen.length === 1 ? '{"ok":true}' : '{"ok":false}');
  });
  const observer = new RecordingObserver();
  const settings = {
    ...{ path: "/hook?to={{client}}", method: "PUT", headers: { "X-Key": "abc" }, body: '{"event":{{event}}}' },
    ...{ signature: "none", taken: { pattern: '"ok":true' } },
  } as const;
  const driver = await createDriver({
    ...{ config: parsed(settings), guarantee: "at-most-once", secret: SECRET, tls: trusts, observer },
    ...{ topology: ingest, clients: [0, 1], endpoint: { url: peer.url } },
  });
  closers.push(() => driver.close());
  send(driver, 1, 5);
  await observer.until("acked", 1);
  const { headers, body } = seen[0]!;
  assert.deepEqual([headers[":path"], headers[":method"], headers["x-key"]], ["/hook?to=1", "PUT", "abc"]);
  assert.deepEqual([headers[":authority"], headers.host], [new URL(peer.url).host, undefined]);
  assert.deepEqual(JSON.parse(body), { event: JSON.parse(envelope(5).toString()) });
  assert.equal(headers["content-length"], String(body.length + 1)); // "é" has two bytes
  send(driver, 1, 6);
  await observer.until("refused", 1);
  assert.deepEqual(observer.reasons("refused"), ['answered 200 without "\\"ok\\":true"']);
});

test("the first request goes over HTTP/2, too, and says why a service cannot be spoken to", async () => {
  const peer = await listen(closers, ({ stream }) => stream.respond({ ":status": 204 }, { endStream: true }));
  const options = { config: parsed(), topology: ingest, secret: SECRET, signal: AbortSignal.timeout(5000) };
  await probe({ ...options, tls: trusts, endpoint: { url: peer.url } });
  assert.equal(peer.received.length, 1);
  const untrusting = { ...trusts, ca: chain.chain };
  await assert.rejects(probe({ ...options, tls: untrusting, endpoint: { url: peer.url } }), /issuer certificate/);
});
