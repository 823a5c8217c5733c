/** Either side of a handshake with every peer that it must refuse: the reason in words, in time, and the next one is served. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer as createRawServer, type Server } from "node:net";
import { describe, type TestContext, test } from "node:test";
import { createServer } from "node:tls";
import { SERVERNAME } from "../../src/tls/certificates.js";
import { TlsClient } from "../../src/tls/client.js";
import { tlsFailure } from "../../src/tls/failure.js";
import type { Security } from "../../src/tls/security.js";
import { listenerOptions, watchSecure } from "../../src/tls/server.js";
import { badClients } from "./bad-clients.js";
import { badListeners } from "./bad-listeners.js";
import type { Identities } from "./identities.js";

const ALPN = "http/1.1";
const HOST = "127.0.0.1";
/** More than the others need, however busy the machine is: who is not silent fails at once. */
const HANDSHAKE_SECONDS = 0.5;

const securityOf = (version: Security["version"], identities: Identities): Security => ({
  version,
  resumption: "on",
  handshakeSeconds: HANDSHAKE_SECONDS,
  ca: identities.root,
  servername: SERVERNAME,
  identity: identities.good,
});

async function listen(t: TestContext, server: Server): Promise<number> {
  server.listen(0, HOST);
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** Resolves when a connection of the client is verified; rejects with its first error. */
async function shakeHands(client: TlsClient, port: number): Promise<void> {
  const socket = client.secure(connect(port, HOST), 0);
  await new Promise<void>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("secureConnect", () => setImmediate(resolve)); // what this client checks itself comes with the same event
  });
  socket.destroy();
}

/** Has tests of its own for every bad peer. */
export function refusals(version: Security["version"], identities: Identities): void {
  describe(`a client that speaks TLS ${version} refuses`, { concurrency: true }, () => {
    for (const [name, { accept, reason }] of Object.entries(badListeners)) {
      test(name, async (t) => {
        const security = securityOf(version, identities);
        const port = await listen(t, createServer(listenerOptions(security, ALPN)));
        const good = { identities, port, version };
        const bad = await listen(
          t,
          createRawServer((raw) =>
            accept(
              raw.on("error", () => {}),
              good,
            ),
          ),
        );
        const client = new TlsClient({ security, alpn: ALPN, host: HOST, lean: true }); // as drivers have it
        await assert.rejects(shakeHands(client, bad), (error: NodeJS.ErrnoException) => {
          const told = tlsFailure(error, true) ?? "";
          assert.match(told, reason);
          assert.match(told, /^TLS: [a-z][^:\n]* \([A-Z_\d]+\)$/i);
          return true;
        });
        await shakeHands(client, port);
      });
    }
  });

  describe(`a listener that speaks TLS ${version} refuses`, { concurrency: true }, () => {
    for (const [name, { begin, reason }] of Object.entries(badClients)) {
      test(name, async (t) => {
        const security = securityOf(version, identities);
        const server = createServer(listenerOptions(security, ALPN));
        const port = await listen(t, server);
        const failures: (string | undefined)[] = [];
        const failed = (error: NodeJS.ErrnoException) => failures.push(tlsFailure(error, true));
        watchSecure(server, { raw: () => {}, secure: () => {}, failed });
        const raw = connect(port, HOST).on("error", () => {});
        await once(raw, "connect");
        await begin(raw, version);
        if (!raw.destroyed) await once(raw.resume(), "close");
        while (failures.length === 0) await new Promise(setImmediate);
        assert.equal(failures.length, 1);
        assert.match(failures[0]!, reason);
        await shakeHands(new TlsClient({ security, alpn: ALPN, host: HOST }), port);
      });
    }
  });
}
