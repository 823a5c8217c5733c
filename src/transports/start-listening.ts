import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { BACKLOG } from "../loopback.js";
import { listeningHost } from "./listening-host.js";

/** `port` 0: any free one. Resolves with the port; rejects with the system's error (EADDRINUSE, …). */
export async function startListening(server: Server, port: number): Promise<number> {
  server.listen({ host: listeningHost(), port, backlog: BACKLOG });
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
