/** The TCP sockets below TLS sockets: only they count what goes over the wire, and only they can reset a connection. */
import type { Socket } from "node:net";

const rawOf = new WeakMap<Socket, Socket>();

/** To be called by whoever encrypts a raw socket. */
export function noteRaw(secure: Socket, raw: Socket): void {
  rawOf.set(secure, raw);
}

/** A socket that is not encrypted is its own. */
export const rawSocket = (socket: Socket): Socket => rawOf.get(socket) ?? socket;

/** Ends a connection as a broken network would: with a reset, and without a word of TLS. */
export function resetConnection(socket: Socket): void {
  const raw = rawSocket(socket);
  raw.resetAndDestroy();
  if (raw !== socket) socket.destroy(); // at once: it counts as destroyed from now on, as a plain one does
}
