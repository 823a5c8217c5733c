/**
 * A receiver whose capacity is known: requests take turns, and each takes so many microseconds from the end of the one before, parsing
 * and answering included. It goes by the clock and not by the process's CPU time, because what the kernel spends on its packets is in
 * no process's time. It has warmed up before it listens on its port, so the first turn takes no longer.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const WARM_UP_REQUESTS = 200;
const turnNs = BigInt(process.argv[2]!) * 1_000n;
let freeAtNs = 0n;

function takeTurn(): void {
  const nowNs = process.hrtime.bigint();
  // Idle time of less than a turn was spent on reading and answering, so it belongs to the turn.
  freeAtNs = (nowNs - freeAtNs > turnNs ? nowNs : freeAtNs) + turnNs;
  while (process.hrtime.bigint() < freeAtNs);
}

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    takeTurn();
    response.writeHead(204).end();
  });
});
server.keepAliveTimeout = 90_000;

await once(server.listen(0, "127.0.0.1"), "listening");
const { port } = server.address() as AddressInfo;
for (let i = 0; i < WARM_UP_REQUESTS; i++) await fetch(`http://127.0.0.1:${port}`, { method: "POST", body: "{}" });
server.closeAllConnections();
await new Promise((resolve) => server.close(resolve));
server.listen(Number(process.env.PORT), "127.0.0.1");
