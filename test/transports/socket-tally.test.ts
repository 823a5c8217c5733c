/** Bytes are those that the kernel gets, whatever is encrypted above. Pre-shared keys: nobody needs a certificate here. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { test } from "node:test";
import { TLSSocket, connect as tlsConnect } from "node:tls";
import { addCounters, SocketTally } from "../../src/transports/socket-tally.js";

const KEY = Buffer.alloc(32, 7);
const CIPHER = { ciphers: "PSK-AES128-GCM-SHA256", maxVersion: "TLSv1.2" } as const;
const PLAINTEXT_BYTES = 1_000;

test("under TLS the tally counts what the raw sockets carry, and both ends agree", async (t) => {
  const [atService, atClient] = [new SocketTally(), new SocketTally()];
  const server = createServer((raw) => {
    atService.track(raw);
    const secure = new TLSSocket(raw, { isServer: true, ...CIPHER, pskCallback: () => KEY } as never);
    assert.throws(() => atService.track(secure), /track the socket below it/);
    secure.pipe(secure);
  }).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const raw = connect((server.address() as AddressInfo).port, "127.0.0.1");
  atClient.track(raw);
  await once(raw, "connect");
  const secure = tlsConnect({
    ...{ socket: raw, ...CIPHER },
    ...{ pskCallback: () => ({ psk: KEY, identity: "client" }), checkServerIdentity: () => undefined },
  });
  await once(secure, "secureConnect");
  secure.write(Buffer.alloc(PLAINTEXT_BYTES));
  for (let read = 0; read < PLAINTEXT_BYTES; ) read += ((await once(secure, "data")) as [Buffer])[0].length;
  assert.deepEqual([secure.bytesRead, secure.bytesWritten], [PLAINTEXT_BYTES, PLAINTEXT_BYTES]);
  const counted = atClient.counters();
  assert.ok(counted.bytesRead > PLAINTEXT_BYTES + 29 && counted.bytesWritten > PLAINTEXT_BYTES + 29); // a record's head and tag
  const { bytesRead, bytesWritten } = atService.counters();
  assert.deepEqual([counted.bytesRead, counted.bytesWritten], [bytesWritten, bytesRead]);
  await Promise.all([atClient.destroyAll(), atService.destroyAll()]);
  assert.equal(atClient.counters().connectionsOpen, 0);
  assert.ok(atClient.counters().bytesRead >= counted.bytesRead);
});

test("beside encrypted connections, what goes over others is plain as it is; without any, nothing is said of TLS", () => {
  const sockets = { bytesRead: 300, bytesWritten: 500, connectionsOpened: 1, connectionsOpen: 1 };
  const [full, none] = [
    { full: 1, resumed: 0 },
    { full: 0, resumed: 0 },
  ];
  const tls = { plainBytesRead: 20, plainBytesWritten: 130, opened: full, accepted: none };
  assert.deepEqual(addCounters(sockets, { ...sockets, tls }).tls, {
    ...{ plainBytesRead: 320, plainBytesWritten: 630, opened: full, accepted: none },
  });
  assert.deepEqual(addCounters({ ...sockets, tls }, { ...sockets, tls }).tls!.opened, { full: 2, resumed: 0 });
  assert.equal(addCounters(sockets, sockets).tls, undefined);
});
