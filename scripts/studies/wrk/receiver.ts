/**
 * A receiver whose capacity is known: requests take turns, and each takes so many microseconds of CPU from the end of the one
 * before, parsing and answering included.
 */
import { createServer } from "node:http";

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
server.listen(Number(process.env.PORT), "127.0.0.1");
