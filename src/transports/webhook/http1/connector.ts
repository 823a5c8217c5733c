/** What opens the dispatcher's connections: undici's own connector over TCP, and over TLS one whose raw sockets are seen. */
import { connect, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { buildConnector } from "undici";
import { monotonicNs } from "../../../clock.js";
import { LOOPBACK } from "../../../loopback.js";
import { TlsClient } from "../../../tls/client.js";
import { tlsFailure } from "../../../tls/failure.js";
import type { Security } from "../../../tls/security.js";
import type { SocketTally } from "../../socket-tally.js";
import type { Opening } from "../../transport.js";

/** As undici's connector does it. */
const KEEP_ALIVE_DELAY_MS = 60_000;
/** undici's code, so that it is the same reason whatever a connection took too long with. */
const CONNECT_TIMEOUT = "UND_ERR_CONNECT_TIMEOUT";
/** undici destroys connections for these reasons when all is well: it has the answer, it waited long enough, it is closed. */
const NO_FAULTS: ReadonlySet<string | undefined> = new Set(["UND_ERR_INFO", "UND_ERR_DESTROYED"]);

export interface ConnectorOptions {
  tally: SocketTally;
  /** Until a connection can be written to. */
  timeoutMs: number;
  tls: Security | undefined;
}

/** Connects to a client's endpoint; `opened` is told before undici is. */
export type Connects = (client: number, opened: (socket: Socket, opening: Opening) => void) => buildConnector.connector;

/** A connection that failed before its handshake was done. */
export class HandshakeFailure extends Error {}

export const connectsBy = (options: ConnectorOptions): Connects =>
  options.tls === undefined ? plainly(options) : securely(options, options.tls);

function plainly({ tally, timeoutMs }: ConnectorOptions): Connects {
  const connector = buildConnector({ timeout: timeoutMs });
  return (_client, opened) => (target, callback) => {
    const dialledNs = monotonicNs();
    connector(target, (...result) => {
      const socket = result[1];
      if (socket) {
        tally.track(socket);
        opened(socket, { connectNs: monotonicNs() - dialledNs });
      }
      callback(...result);
    });
  };
}

/** One context for all subscribers, and for each a session of its own: undici keeps sessions by name, and all have the same. */
function securely({ tally, timeoutMs }: ConnectorOptions, security: Security): Connects {
  const tls = new TlsClient({ security, alpn: "http/1.1", host: LOOPBACK });
  return (client, opened) =>
    ({ hostname, port }, callback) => {
      const dialledNs = monotonicNs();
      const raw = connect({ host: hostname, port: Number(port), noDelay: true });
      raw.setKeepAlive(true, KEEP_ALIVE_DELAY_MS);
      tally.track(raw);
      const late = setTimeout(() => raw.destroy(tookTooLong()), timeoutMs);
      let connectedNs = 0;
      raw.on("connect", () => (connectedNs = monotonicNs()));
      const socket = tls.secure(raw, client);
      const failed = (error: NodeJS.ErrnoException): void => {
        const reason = tlsFailure(error, connectedNs > 0);
        callback(reason === undefined ? error : new HandshakeFailure(reason), null);
      };
      socket.once("error", failed).once("close", () => clearTimeout(late));
      socket.once("secureConnect", () => {
        if (socket.destroyed) return; // the wrong protocol was chosen
        clearTimeout(late);
        socket.off("error", failed);
        tally.secured(socket, "opened");
        endInOrder(socket, tls);
        opened(socket, { connectNs: connectedNs - dialledNs, handshakeNs: monotonicNs() - connectedNs });
        callback(null, socket);
      });
    };
}

const tookTooLong = (): Error => Object.assign(new Error("connecting took too long"), { code: CONNECT_TIMEOUT });

/**
 * undici destroys a connection that it needs no more: over TLS that would be an end without a goodbye, and the peer's goodbye would
 * be counted on one side only.
 */
function endInOrder(socket: TLSSocket, tls: TlsClient): void {
  const destroy = socket.destroy.bind(socket);
  let isEnding = false;
  socket.destroy = (error?: NodeJS.ErrnoException) => {
    if (isEnding || !NO_FAULTS.has(error?.code)) return destroy(error);
    isEnding = true;
    socket.removeAllListeners("readable").resume(); // undici reads no more, and what the peer says last must be read
    tls.endOnceResumable(socket);
    return socket;
  };
}
