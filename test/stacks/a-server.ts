/** A WebSocket server as it should be, with events and rooms, and one with each flaw that a check must find. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import { setTimeout } from "node:timers/promises";
import { type RawData, WebSocket, WebSocketServer } from "ws";

export const serverFlaws = [
  "lets everybody in",
  "lets in who shows nothing",
  "answers nothing",
  "answers another event",
  "forgets",
  "forgets with the connection",
  "lets into any room",
  "knows no end of rooms",
  "drops one in 20",
  "doubles one in 50",
  "doubles one in 20",
  "sends back",
  "passes on to everybody",
  "passes on in no order",
  "passes on nothing",
  "has no limit",
  "has a limit of a few bytes",
  "ends long messages without a word",
  "dies of what is no event",
] as const;

export type ServerFlaw = (typeof serverFlaws)[number];

export const SERVER_TOKEN = "let-me-in";
const MOST_BYTES = 1024 * 1024;
const FEW_BYTES = 64 * 1024;
const ROOMS = 100;
const UNORDERED_MS = 20;

/** It listens nowhere yet. */
export function createSocketServer(flaw?: ServerFlaw): Server {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limitOf(flaw) });
  const known = new Set<string>();
  const rooms = new Map<string, Set<WebSocket>>();
  let passedOn = 0;

  function refusalOf({ url = "", headers }: IncomingMessage): string | undefined {
    const isShown = headers.authorization !== undefined;
    const isLetIn = flaw === "lets everybody in" || (flaw === "lets in who shows nothing" && !isShown);
    if (!isLetIn && headers.authorization !== `Bearer ${SERVER_TOKEN}`) return "401 Unauthorized";
    const [, room] = /^\/rooms\/(.*)$/.exec(url) ?? [];
    if (room === undefined) return url === "/events" ? undefined : "404 Not Found";
    const [, number] = /^room-(\d+)$/.exec(room) ?? [];
    if (number === undefined) return flaw === "lets into any room" ? undefined : "404 Not Found";
    const isThere = Number(number) < ROOMS || flaw === "knows no end of rooms" || flaw === "lets into any room";
    return isThere ? undefined : "404 Not Found";
  }

  function takeEvents(socket: WebSocket): void {
    const knownHere = flaw === "forgets with the connection" ? new Set<string>() : known;
    socket.on("message", (data: RawData) => {
      const id = idOf(data);
      if (id === undefined) return flaw === "dies of what is no event" ? die() : socket.close(1007);
      const isKnown = knownHere.has(id) && flaw !== "forgets";
      knownHere.add(id);
      const ack = flaw === "answers another event" ? "evt_0000000000" : id;
      if (flaw !== "answers nothing") socket.send(JSON.stringify(isKnown ? { ack, known: true } : { ack }));
    });
  }

  function joinRoom(socket: WebSocket, room: string): void {
    const members = rooms.get(room) ?? new Set();
    rooms.set(room, members.add(socket));
    socket.on("close", () => members.delete(socket));
    socket.on("message", async (data: RawData) => {
      const text = String(data);
      const copies = copiesOf(++passedOn);
      if (flaw === "passes on in no order" && passedOn % 2 === 1) await setTimeout(UNORDERED_MS);
      const heard = flaw === "passes on to everybody" ? [...rooms.values()].flatMap((all) => [...all]) : members;
      for (const member of heard) {
        if (member === socket && flaw !== "sends back") continue;
        for (let copy = 0; copy < copies && member.readyState === WebSocket.OPEN; copy++) member.send(text);
      }
    });
  }

  function copiesOf(number: number): number {
    if (flaw === "passes on nothing") return 0;
    if (flaw === "drops one in 20" && number % 20 === 7) return 0;
    const isDoubled =
      (flaw === "doubles one in 20" && number % 20 === 7) || (flaw === "doubles one in 50" && number % 50 === 49);
    return isDoubled ? 2 : 1;
  }

  const server = createServer((_request, response) => response.writeHead(426).end());
  server.on("upgrade", (request, socket, head) => {
    const refusal = refusalOf(request);
    if (refusal !== undefined) {
      socket.on("error", () => {}); // whoever was refused may go without reading all of it
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on("error", () => opened.terminate());
      if (flaw === "ends long messages without a word") opened.on("message", (data: RawData) => endLong(opened, data));
      if (request.url === "/events") takeEvents(opened);
      else joinRoom(opened, request.url!);
    });
  });
  const endAll = () => {
    for (const socket of sockets.clients) socket.terminate();
  };
  const die = () => {
    server.close();
    endAll();
  };
  server.on("close", endAll);
  return server;
}

/** 0: none. */
function limitOf(flaw: ServerFlaw | undefined): number {
  if (flaw === "has no limit" || flaw === "ends long messages without a word") return 0;
  return flaw === "has a limit of a few bytes" ? FEW_BYTES : MOST_BYTES;
}

function idOf(data: RawData): string | undefined {
  try {
    return (JSON.parse(String(data)) as { id: string }).id;
  } catch {
    return undefined;
  }
}

function endLong(socket: WebSocket, data: RawData): void {
  if ((data as Buffer).length > MOST_BYTES) socket.terminate();
}
