/** Sockets with no protocol above: what a message over loopback costs both its ends, in this one process, with TLS and without. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { LOOPBACK } from "../../../src/loopback.js";
import { TlsClient } from "../../../src/tls/client.js";
import { listenerOptions } from "../../../src/tls/server.js";
import { inTurn, type Operation, type Prepared } from "../operation.js";
import { ALPN, newSecurity } from "../security.js";

/** About as long as an answer of node:http, or an ack's frame with its TCP segment. */
const SHORT_MESSAGE = Buffer.alloc(100, ".");

interface Ends {
  server: Server;
  client: Socket;
}

/** One message out and a short one back: two sends and two receptions, event loop included. */
async function exchange(
  bodies: readonly Buffer[],
  connected: (serve: (socket: Socket) => void) => Promise<Ends>,
): Promise<Prepared> {
  const messageBytes = bodies[0]!.length;
  const { server, client } = await connected((socket) => {
    let read = 0;
    socket.on("data", (chunk) => {
      read += chunk.length;
      if (read < messageBytes) return; // a long message may come in pieces
      read -= messageBytes;
      socket.write(SHORT_MESSAGE);
    });
  });
  let answered = (): void => {};
  client.on("data", () => answered());
  return {
    run: (turn) =>
      new Promise<void>((resolve) => {
        answered = resolve;
        client.write(inTurn(bodies, turn));
      }),
    close() {
      client.destroy();
      server.close();
    },
  };
}

async function plainEnds(serve: (socket: Socket) => void): Promise<Ends> {
  const server = createServer({ noDelay: true }, serve);
  const client = connect({ port: await portOf(server), host: LOOPBACK, noDelay: true });
  await once(client, "connect");
  return { server, client };
}

async function secureEnds(serve: (socket: Socket) => void): Promise<Ends> {
  const security = await newSecurity("on");
  const server = createTlsServer({ ...listenerOptions(security, ALPN), noDelay: true }, (socket) => {
    serve(socket.on("error", () => {}));
  });
  const raw = connect({ port: await portOf(server), host: LOOPBACK, noDelay: true });
  const client = new TlsClient({ security, alpn: ALPN, host: LOOPBACK }).secure(raw, 0);
  await once(client, "secureConnect");
  return { server, client };
}

/** A connection opened, accepted and closed by its server. */
async function connection(): Promise<Prepared> {
  const server = createServer((socket) => socket.end());
  const port = await portOf(server);
  return {
    run: () =>
      new Promise<void>((resolve, reject) => {
        const socket = connect({ port, host: LOOPBACK });
        socket.on("error", reject);
        socket.on("close", () => resolve());
        socket.resume();
      }),
    close: () => server.close(),
  };
}

async function portOf(server: Server): Promise<number> {
  server.listen({ port: 0, host: LOOPBACK });
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

export const socketOperations = {
  exchange: {
    name: "message and answer over loopback, both ends",
    place: "service",
    sized: true,
    prepare: ({ bodies }) => exchange(bodies, plainEnds),
  },
  secureExchange: {
    name: "the same over TLS",
    place: "service",
    sized: true,
    prepare: ({ bodies }) => exchange(bodies, secureEnds),
  },
  connection: {
    name: "connection opened and closed, both ends",
    place: "service",
    sized: false,
    prepare: connection,
  },
} satisfies Record<string, Operation>;
