// A Socket.IO server: "event" takes an event and acknowledges it, "join" enters a room, "message" goes to its other members.
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { Server } from "socket.io";

const { PORT, WS_TOKEN, ROOMS = "1000" } = process.env;
const hash = (text) => createHash("sha256").update(text).digest();
const wanted = hash(WS_TOKEN);

// The ids of the last 50,000 to 100,000 events.
let ids = new Set();
let olderIds = new Set();

function isNew(id) {
  if (ids.has(id) || olderIds.has(id)) return false;
  if (ids.size >= 50_000) [ids, olderIds] = [new Set(), ids];
  ids.add(id);
  return true;
}

function isRoom(name) {
  const [, number] = /^room-(\d{1,9})$/.exec(name) ?? [];
  return number !== undefined && Number(number) < Number(ROOMS);
}

const server = createServer();
const io = new Server(server, { maxHttpBufferSize: 1024 * 1024 });

io.use((socket, next) => {
  const isKnown = timingSafeEqual(hash(String(socket.handshake.auth.token)), wanted);
  next(isKnown ? undefined : new Error("401 Unauthorized"));
});

io.on("connection", (socket) => {
  let room;

  socket.on("event", (event, acknowledge) => {
    if (event?.id === undefined) return socket.disconnect(); // what a client sends may be anything
    acknowledge?.(isNew(event.id) ? { ack: event.id } : { ack: event.id, known: true });
  });

  socket.on("join", (name, acknowledge) => {
    if (isRoom(name)) {
      room = name;
      socket.join(room);
    }
    acknowledge?.(isRoom(name) ? { joined: name } : { error: "404 Not Found" });
  });

  socket.on("message", (text) => {
    if (room !== undefined) socket.to(room).emit("message", text);
  });
});

server.listen(Number(PORT), "127.0.0.1");
