// The least that an SSE service of your own must do to be played by `pushbench gate --head-command`; see sse.md.
// It hands events to the other members of the room (relay). It checks no signatures: webhook-receiver.mjs shows how.
import { createHmac } from "node:crypto";
import { createServer } from "node:http";

const { HOST, PORT, PUSHBENCH_SECRET, PUSHBENCH_ROOM_SIZE } = process.env;
const rooms = new Map(); // number of the room → number of the client → its stream
const known = new Set(); // ids of events that were taken: under at-least-once they may come again
let lastId = 0;

const tokenOf = (client) => createHmac("sha256", PUSHBENCH_SECRET).update(`token ${client}`).digest("base64url");

function roomOf(client) {
  const number = Math.floor(client / Number(PUSHBENCH_ROOM_SIZE));
  if (!rooms.has(number)) rooms.set(number, new Map());
  return rooms.get(number);
}

function openStream(client, request, response) {
  if (request.headers.authorization !== `Bearer ${tokenOf(client)}`) return response.writeHead(401).end();
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" }).flushHeaders();
  const room = roomOf(client).set(client, response);
  return response.on("close", () => room.get(client) === response && room.delete(client));
}

async function takeEvent(client, request, response) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  const { id } = JSON.parse(text);
  if (!known.has(id)) {
    known.add(id);
    const event = `id: ${++lastId}\ndata: ${text}\n\n`;
    for (const [member, stream] of roomOf(client)) if (member !== client) stream.write(event);
  }
  response.writeHead(202).end();
}

const server = createServer((request, response) => {
  const [, number, what] = /^\/clients\/(\d+)\/(stream|events|acks)$/.exec(request.url) ?? [];
  if (what === "stream") openStream(Number(number), request, response);
  else if (what === "events") takeEvent(Number(number), request, response);
  else {
    request.resume(); // a real service would send again what no report acknowledges
    response.writeHead(what === "acks" ? 204 : 404).end();
  }
});
server.keepAliveTimeout = 90_000; // longer than senders keep an idle connection

// Clients give a silent stream up after some 45 s.
setInterval(() => {
  for (const room of rooms.values()) for (const stream of room.values()) stream.write(":\n\n");
}, 20_000);

server.listen(Number(PORT), HOST);
process.on("SIGTERM", () => process.exit(0));
