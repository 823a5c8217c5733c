/** The TCP sockets below TLS sockets: only they count what goes over the wire, and only they can reset a connection. */
import type { Socket } from "node:net";

const rawOf = new WeakMap<Socket, Socket>();
const secureOf = new WeakMap<Socket, Socket>();

/** To be called by whoever encrypts a raw socket. */
export function noteRaw(secure: Socket, raw: Socket): void {
  rawOf.set(secure, raw);
  secureOf.set(raw, secure);
}

/** A socket that is not encrypted is its own. */
export const rawSocket = (socket: Socket): Socket => rawOf.get(socket) ?? socket;

/** What Node's sockets know and its types do not: whether destroy() resets the connection. */
interface Resettable extends Socket {
  resetAndClosing: boolean;
}

/**
 * Ends a connection, of which this is either socket, as a broken network would: at once, with a reset, and without a word of TLS.
 * The encrypted socket is destroyed first, and takes the one below with it: in the other order, Node 20 and 22 go on with an HTTP
 * parser that is no more, over which the server's close() fails.
 *
 * Node's resetAndDestroy() ends a socket before it resets it. One that is destroyed in between, or that was just being ended,
 * is never closed: libuv refuses to reset while an end is under way (uv_tcp_close_reset: EINVAL), and Node forgets the handle. So
 * this asks for no end, and what is ending is closed without a reset.
 */
export function resetConnection(socket: Socket): void {
  const raw = rawSocket(socket) as Resettable;
  const upper = secureOf.get(raw) ?? raw;
  if (!raw.connecting && !isEnding(raw) && !isEnding(upper)) raw.resetAndClosing = true;
  upper.destroy();
}

const isEnding = ({ writableEnded, writableFinished }: Socket): boolean => writableEnded && !writableFinished;
