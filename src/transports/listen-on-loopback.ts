import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { BACKLOG, LOOPBACK } from "../loopback.js";

/** `port` 0: any free one. Resolves with the port; rejects with the system's error (EADDRINUSE, …). */
export async function listenOnLoopback(server: Server, port: number): Promise<number> {
  server.listen({ host: LOOPBACK, port, backlog: BACKLOG });
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
