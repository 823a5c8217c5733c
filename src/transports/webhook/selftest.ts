/** The self-test's peer: webhooks by node:http alone, on both hops. It is unsigned, for signatures have tests of their own. */
import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { LOOPBACK } from "../../loopback.js";
import { countBytes, type Peer, type SelftestPart, type StartPeer } from "../selftest-part.js";

const startPeer: StartPeer = async (onEvent, port): Promise<Peer> => {
  const sockets = new Set<Socket>();
  const urls = new Map<number, string>();
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (incoming, response) => {
    const body = await bodyOf(incoming);
    onEvent(Number(/^\/clients\/(\d+)\//.exec(incoming.url ?? "")?.[1]), body);
    response.writeHead(204).end();
  });
  server.keepAliveTimeout = 0; // senders rest for longer than the default while others have their turn
  server.on("connection", (socket: Socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
  });
  server.listen(port, LOOPBACK);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    subscribe(subscribers) {
      for (const { client, url } of subscribers) urls.set(client, url);
    },
    async pass(recipient, body) {
      const headers = {
        "content-type": "application/json",
        "content-length": body.length,
        "webhook-id": (JSON.parse(body.toString()) as { id: string }).id,
      };
      const outgoing = request(urls.get(recipient)!, { method: "POST", agent, headers });
      outgoing.on("socket", (socket: Socket) => sockets.add(socket));
      outgoing.end(body);
      const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
      await bodyOf(answer);
    },
    bytes: () => countBytes(sockets),
    close() {
      agent.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
};

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export const selftest: SelftestPart = {
  startPeer,
  settings: { signature: "none" },
  inOrder: { maxConnectionsPerPeer: 1 },
  holdsBack: true,
  // Heads of HTTP messages are the programs' own, so the other end counts them.
  bytes: ({ bytesReceived, bytesSent }) => ({
    against: "the service's sockets",
    toService: bytesReceived,
    fromService: bytesSent,
  }),
};
