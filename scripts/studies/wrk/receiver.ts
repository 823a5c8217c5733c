/**
 * A receiver whose capacity is known: requests take turns, and each takes so many microseconds from the end of the one before, parsing
 * and answering included. It goes by the clock and not by the process's CPU time, because what the kernel spends on its packets is in
 * no process's time. Node pauses a young process for some ms now and then, to compile and to collect garbage: what a pause took from
 * turns is made up for.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const WARM_UP_REQUESTS = 200;
const turnNs = BigInt(process.argv[2]!) * 1_000n;
/** The longest time that is made up for. After idle time, so much is served faster: 20 turns of 1 ms, half a percent of 4 s. */
const MADE_UP_NS = 20_000_000n;
let freeAtNs = process.hrtime.bigint();

function takeTurn(): void {
  const earliestNs = process.hrtime.bigint() - MADE_UP_NS;
  freeAtNs = (freeAtNs > earliestNs ? freeAtNs : earliestNs) + turnNs;
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
