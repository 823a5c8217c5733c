/** Bytes are those that the kernel gets, whatever is encrypted above. Pre-shared keys: nobody needs a certificate here. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { test } from "node:test";
import { TLSSocket, connect as tlsConnect } from "node:tls";
import { addCounters, countersSince, SocketTally } from "../../src/transports/socket-tally.js";

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

test("where one direction is encrypted and the other not, all bytes of the other are plain", () => {
  const plain = { bytesRead: 500, bytesWritten: 50, connectionsOpened: 1, connectionsOpen: 1 };
  const handshakes = { opened: { full: 1, resumed: 2 }, accepted: { full: 0, resumed: 0 } };
  const tls = { plainBytesRead: 10, plainBytesWritten: 100, ...handshakes };
  const encrypted = { bytesRead: 1_710, bytesWritten: 460, connectionsOpened: 3, connectionsOpen: 1, tls };
  const all = { plainBytesRead: 510, plainBytesWritten: 150, ...handshakes };
  assert.deepEqual(addCounters(encrypted, plain).tls, all);
  assert.deepEqual(addCounters(plain, encrypted).tls, all);
  assert.equal(addCounters(plain, plain).tls, undefined);
  const twice = addCounters(addCounters(encrypted, plain), addCounters(encrypted, plain));
  assert.deepEqual(countersSince(addCounters(plain, encrypted), twice).tls, all);
});
