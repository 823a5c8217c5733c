/** Who listens where, as the kernel prints it and as it is. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import {
  holderOf,
  listenedOnBy,
  listeningSockets,
  parseListeningSockets,
} from "../../src/machine/listening-sockets.js";

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1388 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 271 1 0 100 0 0 10 0
   1: 0100007F:1388 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0        0 272 1 0 20 4 30 10 -1
   2: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  0  0 273 1
   3: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  0  0 274 1
   4: B80D0120000000000000000001000000:01BB 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  0  0 275 1
`;

test("the kernel's table: only listeners, with their addresses as people write them", () => {
  assert.deepEqual(parseListeningSockets(TABLE), [
    { host: "127.0.0.1", port: 5000, inode: "271" },
    { host: "[::1]", port: 8080, inode: "273" },
    { host: "[::]", port: 80, inode: "274" },
    { host: "[2001:db8::1]", port: 443, inode: "275" },
  ]);
});

for (const [host, shown] of [
  ["127.0.0.1", "127.0.0.1"],
  ["::1", "[::1]"],
  ["::", "[::]"],
] as const) {
  test(`this process is found listening at ${shown}`, async (context) => {
    if (listeningSockets().length === 0 && process.platform !== "linux") return context.skip("only Linux tells");
    const server = createServer().listen(0, host);
    context.after(() => server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const [own, ...others] = listenedOnBy([process.pid])!.filter((socket) => socket.port === port);
    assert.deepEqual([own?.host, others], [shown, []]);
    assert.equal(holderOf([own!]), process.pid);
  });
}

test("nobody listens for processes that are gone", () => {
  assert.deepEqual(listenedOnBy([2 ** 22 + 1]), []);
  assert.equal(holderOf([]), undefined);
});
