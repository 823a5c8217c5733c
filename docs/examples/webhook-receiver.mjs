// The least that a webhook receiver of your own must do to be played by `pushbench gate --head-command`; see own-service.md.
// It checks the signature, forgets nothing that it has acknowledged, and drops what it knows.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const { HOST, PORT, PUSHBENCH_SECRET } = process.env;
const known = new Set(); // ids of events that were taken: under at-least-once they may come again

// One key per client, derived from the run's secret; a real service would look up the sender's own.
const keys = new Map();
function keyOf(client) {
  if (!keys.has(client)) keys.set(client, createHmac("sha256", PUSHBENCH_SECRET).update(`sign ${client}`).digest());
  return keys.get(client);
}

// Standard Webhooks v1, the default signature of a scenario.
function isSigned(headers, client, body) {
  const front = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`;
  const expected = Buffer.from(`v1,${createHmac("sha256", keyOf(client)).update(front).update(body).digest("base64")}`);
  const given = String(headers["webhook-signature"]).split(" ");
  return given.some((one) => one.length === expected.length && timingSafeEqual(Buffer.from(one), expected));
}

function statusFor(request, body) {
  const client = /^\/clients\/(\d+)\/events$/.exec(request.url)?.[1];
  if (request.method !== "POST" || client === undefined) return 404;
  if (!isSigned(request.headers, client, body)) return 401;
  const event = JSON.parse(body); // { id, type, timestamp, data }
  if (!known.has(event.id)) known.add(event.id); // here the work would be done
  return 204;
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    let status = 400;
    try {
      status = statusFor(request, Buffer.concat(chunks));
    } catch {
      // not JSON
    }
    response.writeHead(status).end();
  });
});
server.keepAliveTimeout = 90_000; // senders keep a connection for 60 s; theirs must be the shorter time

server.listen(Number(PORT), HOST);
process.on("SIGTERM", () => process.exit(0));
