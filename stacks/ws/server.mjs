// A WebSocket server with ws: /events takes events and acknowledges each, /rooms/<room> passes texts on to the other members.
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { WebSocket, WebSocketServer } from "ws";

const { PORT, WS_TOKEN, ROOMS = "1000" } = process.env;
const hash = (text) => createHash("sha256").update(text).digest();
const wanted = hash(`Bearer ${WS_TOKEN}`);

// The ids of the last 50,000 to 100,000 events.
let ids = new Set();
let olderIds = new Set();

function isNew(id) {
  if (ids.has(id) || olderIds.has(id)) return false;
  if (ids.size >= 50_000) [ids, olderIds] = [new Set(), ids];
  ids.add(id);
  return true;
}

function idOf(data) {
  try {
    return JSON.parse(data).id;
  } catch {
    return undefined; // what a client sends may be anything
  }
}

function takeEvents(ws) {
  ws.on("message", (data) => {
    const id = idOf(data);
    if (id === undefined) return ws.close(1007, "no event");
    ws.send(JSON.stringify(isNew(id) ? { ack: id } : { ack: id, known: true }));
  });
}

const rooms = new Map(Array.from({ length: Number(ROOMS) }, (_, room) => [`/rooms/room-${room}`, new Set()]));

function joinRoom(ws, members) {
  members.add(ws);
  ws.on("close", () => members.delete(ws));
  ws.on("message", (data, isBinary) => {
    for (const member of members) {
      if (member !== ws && member.readyState === WebSocket.OPEN) member.send(data, { binary: isBinary });
    }
  });
}

const wss = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 });
const server = createServer((_request, response) => response.writeHead(426).end());

server.on("upgrade", (request, socket, head) => {
  const refuse = (status) => socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
  if (!timingSafeEqual(hash(request.headers.authorization ?? ""), wanted)) return refuse("401 Unauthorized");
  const members = rooms.get(request.url);
  if (members === undefined && request.url !== "/events") return refuse("404 Not Found");
  wss.handleUpgrade(request, socket, head, (ws) => {
    ws.on("error", () => ws.terminate());
    if (members === undefined) takeEvents(ws);
    else joinRoom(ws, members);
  });
});

setInterval(() => {
  for (const ws of wss.clients) ws.ping();
}, 30_000);

server.listen(Number(PORT), "127.0.0.1");
