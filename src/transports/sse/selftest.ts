/** The self-test's peer: streams by node:http in their plainest form, and an answer to every event and report. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { LOOPBACK } from "../../loopback.js";
import { countBytes, type OnEvent, type Peer, type SelftestPart, type StartPeer } from "../selftest-part.js";

const startPeer: StartPeer = async (onEvent, port): Promise<Peer> => {
  const sockets = new Set<Socket>();
  const streams = new Map<number, ServerResponse>();
  let lastId = 0;
  const server = createServer(async (request, response) => {
    const [, client, what] = /^\/clients\/(\d+)\/(\w+)$/.exec(request.url ?? "") ?? [];
    if (what === "stream") {
      response.writeHead(200, { "Content-Type": "text/event-stream" }).flushHeaders();
      streams.set(Number(client), response);
    } else await take(request, response, what === "events" ? (body) => onEvent(Number(client), body) : undefined);
  });
  server.keepAliveTimeout = 0; // senders rest for longer than the default while others have their turn
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.listen(port, LOOPBACK);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    subscribe() {},
    async pass(recipient, body) {
      streams.get(recipient)!.write(`id: ${++lastId}\ndata: ${body}\n\n`); // what is written to one stream arrives in order
    },
    bytes: () => countBytes(sockets),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
};

async function take(
  request: IncomingMessage,
  response: ServerResponse,
  onBody: ((body: Buffer) => ReturnType<OnEvent>) | undefined,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  onBody?.(Buffer.concat(chunks));
  response.writeHead(204).end();
}

export const selftest: SelftestPart = {
  startPeer,
  settings: { post: { signature: "none" } },
  inOrder: { post: { signature: "none", maxConnectionsPerPeer: 1 } },
  holdsBack: true,
  // Heads of HTTP messages are the programs' own, and reports batch themselves: the other end counts them.
  bytes: ({ bytesReceived, bytesSent }) => ({
    against: "the service's sockets",
    toService: bytesReceived,
    fromService: bytesSent,
  }),
};
