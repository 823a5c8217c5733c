import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { LOOPBACK, type PortRange } from "../../src/loopback.js";
import { freePort } from "../../src/services/free-port.js";

const FIRST_EVER = 1;
const rangeOf = (first: number, last: number): PortRange => ({ first, last, count: last - first + 1 });

const ranges: [name: string, range: PortRange | undefined, isGood: (port: number) => boolean][] = [
  ["the ports that Linux does", rangeOf(32_768, 60_999), (port) => port >= 10_000 && port < 32_768],
  ["low ports", rangeOf(1_024, 40_000), (port) => port > 40_000],
  ["nearly all ports", rangeOf(10_500, 65_000), (port) => port > 0],
  ["all ports", rangeOf(FIRST_EVER, 65_535), (port) => port > 0],
  ["nobody knows which ports", undefined, (port) => port > 0],
];

for (const [name, range, isGood] of ranges)
  test(`a free port, where the system hands out ${name}`, async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, () => freePort(range)));
    for (const port of ports) assert.ok(isGood(port), `${port}`);
    const server = createServer().listen(ports[0]!, LOOPBACK);
    await once(server, "listening");
    server.close();
  });

test("where somebody listens at all ports that it chooses from, the system chooses", async (t) => {
  const [first, last] = [64_000, 65_535];
  const servers = Array.from({ length: last - first + 1 }, (_, i) => createServer().listen(first + i, LOOPBACK));
  t.after(() => {
    for (const server of servers) server.close();
  });
  // Another program may have one of them already.
  await Promise.all(servers.map((server) => once(server, "listening").catch(() => {})));
  const port = await freePort(rangeOf(FIRST_EVER, first - 1));
  assert.ok(port < first, `${port}`);
});
