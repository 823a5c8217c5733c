/**
 * Idle clients that are none of pushbench's own: `ws`, Node's sockets and its HTTP client. Each opens a connection as the service
 * wants it, verifies the certificate where it is encrypted, and says nothing more.
 */
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { get as getSecure } from "node:https";
import { connect, type Socket } from "node:net";
import { connect as connectSecure, createSecureContext, type SecureContext } from "node:tls";
import { WebSocket } from "ws";
import { accessToken } from "../../src/events/secret.js";
import { LOOPBACK } from "../../src/loopback.js";
import { SERVERNAME } from "../../src/tls/certificates.js";
import type { TransportName } from "../../src/transports/registry.js";

export const SECRET = "of the idle clients";
/** That the service's default settings allow. */
const ORIGIN = "https://pushbench.example";

export interface Target {
  port: number;
  /** Absent: the connection is not encrypted. */
  trusted?: Trusted;
}

export interface Trusted {
  secureContext: SecureContext;
  servername: string;
}

/** One context for all connections, as a client that trusts the public roots has it. */
export const trusting = (root: string): Trusted => ({
  secureContext: createSecureContext({ ca: root }),
  servername: SERVERNAME,
});

export interface IdleClient {
  /** Nobody has ended the connection. */
  isOpen(): boolean;
  end(): void;
}

/** Resolves when the connection stands. */
export type Open = (target: Target, client: number) => Promise<IdleClient>;

const bearer = (client: number) => ({ authorization: `Bearer ${accessToken(SECRET, client)}` });

export async function openSocket({ port, trusted }: Target): Promise<IdleClient> {
  const socket: Socket = trusted ? connectSecure({ port, host: LOOPBACK, ...trusted }) : connect(port, LOOPBACK);
  await once(socket, trusted ? "secureConnect" : "connect");
  socket.on("error", () => {});
  return { isOpen: () => !socket.destroyed, end: () => socket.destroy() };
}

export async function openWebSocket({ port, trusted }: Target, client: number): Promise<IdleClient> {
  const socket = new WebSocket(`${trusted ? "wss" : "ws"}://${LOOPBACK}:${port}/connect?client=${client}`, {
    perMessageDeflate: false,
    origin: ORIGIN,
    headers: bearer(client),
    ...trusted,
  });
  await once(socket, "open");
  return { isOpen: () => socket.readyState === WebSocket.OPEN, end: () => socket.terminate() };
}

async function openStream({ port, trusted }: Target, client: number): Promise<IdleClient> {
  const request = (trusted ? getSecure : get)({
    host: LOOPBACK,
    port,
    path: `/clients/${client}/stream`,
    headers: { accept: "text/event-stream", ...bearer(client) },
    agent: false,
    ...trusted,
  });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`no stream: ${response.statusCode}`);
  response.on("error", () => {}).resume();
  return { isOpen: () => !response.destroyed, end: () => request.destroy() };
}

/** Of each transport. A webhook's is opened as a sender's pool does it before its first event. */
export const clientsOf: Record<TransportName, Open> = {
  webhook: openSocket,
  websocket: openWebSocket,
  sse: openStream,
};
