import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { test } from "node:test";
import { createServer } from "node:tls";
import { LOOPBACK } from "../../src/loopback.js";
import { makeChain, SERVERNAME } from "../../src/tls/certificates.js";
import { TlsClient } from "../../src/tls/client.js";
import { tlsFailure } from "../../src/tls/failure.js";
import type { Security } from "../../src/tls/security.js";
import { listenerOptions, watchSecure } from "../../src/tls/server.js";

test("of too many handshakes at once the oldest is ended, with its reason, and who speaks is served", async (t) => {
  const chain = await makeChain({ certificate: "P-256" });
  const trust = { ca: chain.root, identity: chain, servername: SERVERNAME };
  const security: Security = { version: "1.3", resumption: "on", handshakeSeconds: 5, ...trust };
  const failures: (string | undefined)[] = [];
  const server = createServer(listenerOptions(security, "http/1.1"), (socket) => socket.end("served"));
  const accepted: Socket[] = [];
  watchSecure(
    server,
    {
      raw: (socket) => accepted.push(socket),
      secure: () => {},
      failed: (error) => failures.push(tlsFailure(error, true)),
    },
    { mostShaking: 2 },
  );
  server.listen(0, LOOPBACK);
  await once(server, "listening");
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const silent: Socket[] = [];
  const closed: Promise<unknown>[] = [];
  t.after(() => silent.forEach((socket) => void socket.destroy()));
  for (let i = 0; i < 3; i++) {
    const socket = connect(port, LOOPBACK).on("error", () => {});
    silent.push(socket);
    closed.push(new Promise((close) => socket.resume().on("close", close)));
    await once(socket, "connect");
  }
  await closed[0];
  const reason = "TLS: it was the oldest of too many handshakes at once (ERR_TLS_TOO_MANY_HANDSHAKES)";
  assert.deepEqual(failures, [reason]);
  const client = new TlsClient({ security, alpn: "http/1.1", host: LOOPBACK });
  const socket = client.secure(connect(port, LOOPBACK), 0);
  const [served] = (await once(socket, "data")) as [Buffer];
  assert.equal(served.toString(), "served");
  await closed[1];
  assert.deepEqual(failures, [reason, reason]);
  assert.equal(silent[2]!.closed, false);
  assert.equal(accepted.length, 4);
});
