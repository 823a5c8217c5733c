// The least that a WebSocket service of your own must do to be played by `pushbench gate --head-command`; see own-service.md.
// It takes events (ingest) and hands them to the other members of the room (relay). Needs the package ws.
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const { HOST, PORT, PUSHBENCH_SECRET, PUSHBENCH_FLOW, PUSHBENCH_ROOM_SIZE, PUSHBENCH_GUARANTEE } = process.env;
const acknowledges = PUSHBENCH_GUARANTEE === "at-least-once";
const rooms = new Map(); // number of the room → number of the client → its connection
const known = new Set(); // ids of events that were taken: under at-least-once they may come again

const tokenOf = (client) => createHmac("sha256", PUSHBENCH_SECRET).update(`token ${client}`).digest("base64url");

function onMessage(client, room, socket, text) {
  const message = JSON.parse(text);
  if (message.ack !== undefined) return; // a member has what it was sent; a real service would send again what is never acknowledged
  if (!known.has(message.id)) {
    known.add(message.id);
    if (PUSHBENCH_FLOW === "relay") for (const [member, other] of room) if (member !== client) other.send(text);
  }
  if (acknowledges) socket.send(`{"ack":"${message.id}"}`);
}

const websockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const server = createServer((_request, response) => response.writeHead(426).end());
server.on("upgrade", (request, stream, head) => {
  const { pathname, searchParams } = new URL(request.url, "http://service");
  const client = Number(searchParams.get("client"));
  if (pathname !== "/connect" || request.headers.authorization !== `Bearer ${tokenOf(client)}`) {
    stream.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    return;
  }
  websockets.handleUpgrade(request, stream, head, (socket) => {
    const number = Math.floor(client / Number(PUSHBENCH_ROOM_SIZE));
    const room = rooms.get(number) ?? new Map();
    rooms.set(number, room.set(client, socket));
    socket.on("message", (data) => onMessage(client, room, socket, data.toString()));
    socket.on("close", () => room.get(client) === socket && room.delete(client));
  });
});

// Clients give a silent connection up after some 45 s.
setInterval(() => {
  for (const socket of websockets.clients) socket.ping();
}, 20_000);

server.listen(Number(PORT), HOST);
process.on("SIGTERM", () => process.exit(0));
