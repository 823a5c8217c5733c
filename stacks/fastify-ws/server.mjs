// A WebSocket server with Fastify: /events takes events and acknowledges each, /rooms/<room> passes texts on to the other members.
import { createHash, timingSafeEqual } from "node:crypto";
import websocket from "@fastify/websocket";
import Fastify from "fastify";

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

const rooms = new Map(Array.from({ length: Number(ROOMS) }, (_, room) => [`room-${room}`, new Set()]));

const fastify = Fastify();
await fastify.register(websocket, { options: { maxPayload: 1024 * 1024 } });

fastify.addHook("preValidation", async (request, reply) => {
  if (!timingSafeEqual(hash(request.headers.authorization ?? ""), wanted)) await reply.code(401).send();
});

fastify.get("/events", { websocket: true }, (socket) => {
  socket.on("message", (data) => {
    const id = idOf(data);
    if (id === undefined) return socket.close(1007, "no event");
    socket.send(JSON.stringify(isNew(id) ? { ack: id } : { ack: id, known: true }));
  });
});

const knowsRoom = async (request, reply) => {
  if (!rooms.has(request.params.room)) await reply.code(404).send();
};

fastify.get("/rooms/:room", { websocket: true, preHandler: knowsRoom }, (socket, request) => {
  const members = rooms.get(request.params.room).add(socket);
  socket.on("close", () => members.delete(socket));
  socket.on("message", (data, isBinary) => {
    for (const member of members) {
      if (member !== socket && member.readyState === member.OPEN) member.send(data, { binary: isBinary });
    }
  });
});

setInterval(() => {
  for (const socket of fastify.websocketServer.clients) socket.ping();
}, 30_000);

await fastify.listen({ port: Number(PORT), host: "127.0.0.1" });
