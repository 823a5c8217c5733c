/** A connection of a raw peer to one of our listeners, encrypted where that one is. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { TlsClient } from "../../src/tls/client.js";
import type { Security } from "../../src/tls/security.js";

/** Resolves when it can be written to. Each write over TLS is a record of its own. */
export async function dial(host: string, port: number, tls: Security | undefined): Promise<Socket> {
  const raw = connect({ host, port, noDelay: true });
  await once(raw, "connect");
  if (tls === undefined) return raw;
  const socket = new TlsClient({ security: tls, alpn: "http/1.1", host }).secure(raw, 0);
  await once(socket, "secureConnect");
  return socket;
}
