/**
 * A webhook receiver whose capacity is known: requests take turns, and each takes so many microseconds of the process's CPU from the end of
 * the one before, parsing and answering included. It has warmed up before it listens, so the first turn takes no longer.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { LOOPBACK } from "../../../src/loopback.js";

const turnUs = Number(process.argv[2]!);
const WARM_UP_REQUESTS = 200;

function usedUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

let paidUs = usedUs();

function takeTurn(): void {
  const nowUs = usedUs();
  // What is less than a turn was spent on reading and answering, so it belongs to the turn.
  paidUs = (nowUs - paidUs > turnUs ? nowUs : paidUs) + turnUs;
  while (usedUs() < paidUs);
}

const server = createServer((request, response) => {
  request.resume().on("end", () => {
    takeTurn();
    response.writeHead(204).end();
  });
});
server.keepAliveTimeout = 90_000;

await once(server.listen(0, LOOPBACK), "listening");
const { port } = server.address() as AddressInfo;
for (let i = 0; i < WARM_UP_REQUESTS; i++) await fetch(`http://${LOOPBACK}:${port}`, { method: "POST", body: "{}" });
server.closeAllConnections();
await new Promise((resolve) => server.close(resolve));
server.listen(Number(process.env.PORT), LOOPBACK);
