/** The TCP sockets below TLS sockets: only they count what goes over the wire, and only they can reset a connection. */
import type { Socket } from "node:net";

const rawOf = new WeakMap<Socket, Socket>();

/** To be called by whoever encrypts a raw socket. */
export function noteRaw(secure: Socket, raw: Socket): void {
  rawOf.set(secure, raw);
}

/** A socket that is not encrypted is its own. */
export const rawSocket = (socket: Socket): Socket => rawOf.get(socket) ?? socket;

/** What Node's sockets know and its types do not: whether destroy() resets the connection. */
interface Resettable {
  resetAndClosing: boolean;
}

/**
 * Ends a connection as a broken network would: with a reset, and without a word of TLS. An encrypted socket is destroyed first,
 * and takes the one below with it: in the other order, Node 20 and 22 go on with an HTTP parser that is no more, over which
 * the server's close() fails.
 */
export function resetConnection(socket: Socket): void {
  const raw = rawSocket(socket);
  if (raw === socket) socket.resetAndDestroy();
  else {
    (raw as Socket & Resettable).resetAndClosing = true;
    socket.destroy();
  }
}
