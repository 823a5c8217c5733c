/** Servers that do nothing but hold connections: what is not pushbench's in the memory that its services take. */
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { WebSocketServer } from "ws";
import { LOOPBACK } from "../../src/loopback.js";
import { collectGarbage } from "../../src/machine/memory-self.js";
import { serve } from "../../src/processes/channel.js";
import type { Security } from "../../src/tls/security.js";
import { listenerOptions } from "../../src/tls/server.js";

export type BareKind = "sockets" | "ws";

const servers: Record<BareKind, (tls: Security | undefined) => Server> = {
  sockets(tls) {
    const onConnection = (socket: Socket) => socket.on("error", () => {}).resume();
    return tls ? createTlsServer(listenerOptions(tls, "http/1.1"), onConnection) : createServer(onConnection);
  },
  ws(tls) {
    const server = tls ? createHttpsServer(listenerOptions(tls, "http/1.1")) : createHttpServer();
    const sockets = new WebSocketServer({ server, perMessageDeflate: false });
    sockets.on("connection", (socket) => socket.on("message", () => {}).on("error", () => {}));
    return server;
  },
};

serve({
  async start({ kind, tls }: { kind: BareKind; tls?: Security }): Promise<{ port: number }> {
    const server = servers[kind](tls).listen({ port: 0, host: LOOPBACK, backlog: 4096 });
    await once(server, "listening");
    return { port: (server.address() as AddressInfo).port };
  },
  memory: () => collectGarbage(),
  close: () => {},
});
