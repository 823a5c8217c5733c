/** Connections that are reset, whatever they are just doing: each is closed, on both sides. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import { SERVERNAME } from "../../src/tls/certificates.js";
import { TlsClient } from "../../src/tls/client.js";
import { noteRaw, resetConnection } from "../../src/tls/raw-socket.js";
import { type Identities, makeIdentities } from "./identities.js";

const HOST = "127.0.0.1";
/** More than the buffers of the kernel hold. */
const STUCK = Buffer.alloc(16 * 1024 * 1024);

/** Both ends of an open connection; `raw`: below what is spoken over it, which is the same without TLS. */
interface Ends {
  near: Socket;
  raw: Socket;
  far: Socket;
}

async function connected(t: TestContext): Promise<{ near: Socket; far: Socket }> {
  const server = createServer({ allowHalfOpen: true });
  server.listen(0, HOST);
  await once(server, "listening");
  t.after(() => server.close());
  const near = connect({ host: HOST, port: (server.address() as AddressInfo).port, allowHalfOpen: true });
  const [[far]] = await Promise.all([once(server, "connection") as Promise<[Socket]>, once(near, "connect")]);
  return { near, far };
}

async function plain(t: TestContext): Promise<Ends> {
  const { near, far } = await connected(t);
  return { near, raw: near, far };
}

async function secure(t: TestContext, { good, root }: Identities): Promise<Ends> {
  const { near: raw, far: below } = await connected(t);
  const security = { version: "1.3", resumption: "off", handshakeSeconds: 5, servername: SERVERNAME } as const;
  const client = new TlsClient({ security: { ...security, ca: root }, alpn: "http/1.1", host: HOST });
  const far = new TLSSocket(below, { isServer: true, cert: good.chain, key: good.key, ALPNProtocols: ["http/1.1"] });
  noteRaw(far, below);
  const near = client.secure(raw, 0);
  await Promise.all([once(far, "secure"), once(near, "secureConnect")]);
  return { near, raw, far };
}

const identities = await makeIdentities();
const kinds = { plain, secure: (t: TestContext) => secure(t, identities) };

/** What goes on when the reset comes. */
const moments: Readonly<Record<string, (ends: Ends) => unknown>> = {
  "at rest": () => {},
  "in the turn in which it is ended": ({ near }) => near.end(),
  "in the turn after that": ({ near }) => setImmediate(near.end()),
  "in the same turn, a little later": async ({ near }) => {
    near.end();
    for (let i = 0; i < 10; i++) await Promise.resolve();
  },
  "when it is ended and its last bytes are stuck": ({ near, far }) => {
    far.pause();
    near.end(STUCK);
  },
  "when its bytes are stuck": ({ near, far }) => {
    far.pause();
    near.write(STUCK);
  },
  "when the peer has ended": async ({ near, far }) => {
    near.resume();
    far.end();
    await once(near, "end");
  },
  "when it is destroyed already": ({ near }) => near.destroy(),
};

const resets: Readonly<Record<string, (ends: Ends) => void>> = {
  reset: ({ near }) => resetConnection(near),
  "reset by the socket below": ({ raw }) => resetConnection(raw),
  "reset, and destroyed in the same turn": ({ near, raw }) => {
    resetConnection(near);
    raw.destroy();
    near.destroy();
  },
  "reset twice": ({ near }) => {
    resetConnection(near);
    resetConnection(near);
  },
};

for (const [kind, open] of Object.entries(kinds))
  for (const [moment, goOn] of Object.entries(moments))
    for (const [how, reset] of Object.entries(resets))
      test(`${kind}, ${moment}: ${how}`, { timeout: 10_000 }, async (t) => {
        const ends = await open(t);
        const errors: string[] = [];
        for (const socket of [ends.near, ends.raw])
          socket.on("error", ({ code }: NodeJS.ErrnoException) => errors.push(code!));
        ends.far.on("error", () => {}).on("end", () => ends.far.end());
        const closed = [ends.raw, ends.near, ends.far].map(
          (socket) => socket.closed || new Promise((resolve) => socket.on("close", resolve)),
        );
        await goOn(ends);
        reset(ends);
        ends.far.resume();
        await Promise.all(closed);
        assert.deepEqual(
          errors.filter((code) => code === "EINVAL"),
          [],
        );
      });

test("what is reset at rest is a reset to its peer, at once", async (t) => {
  const { near, far } = await plain(t);
  resetConnection(near);
  const [error] = await once(far, "error");
  assert.equal(error.code, "ECONNRESET");
});
