/** What opens the dispatcher's connections: undici's own connector over TCP, and over TLS one whose raw sockets are seen. */
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { buildConnector } from "undici";
import { monotonicNs } from "../../../clock.js";
import { LOOPBACK } from "../../../loopback.js";
import { TlsClient } from "../../../tls/client.js";
import type { Security } from "../../../tls/security.js";
import { connectSecurely } from "../../secure-connect.js";
import type { SocketTally } from "../../socket-tally.js";
import type { Opening } from "../../transport.js";

/** As undici's connector does it. */
const KEEP_ALIVE_DELAY_MS = 60_000;
/** As in the driver, whatever a connection took too long with. */
const TIMEOUT = "timeout";
/** undici destroys connections for these reasons when all is well: it has the answer, it waited long enough, it is closed. */
const NO_FAULTS: ReadonlySet<string | undefined> = new Set(["UND_ERR_INFO", "UND_ERR_DESTROYED"]);

/** What undici calls the first of them: the request or the answer said that the connection ends with it. */
const ANSWERED = "reset";

export interface ConnectorOptions {
  tally: SocketTally;
  /** Until a connection can be written to. */
  timeoutMs: number;
  tls: Security | undefined;
}

/** Connects to a client's endpoint; `opened` is told before undici is. */
export type Connects = (client: number, opened: (socket: Socket, opening: Opening) => void) => buildConnector.connector;

/** An encrypted connection that was never open; its message is the reason. */
export class NotConnected extends Error {}

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
      const address = { host: hostname, port: Number(port) };
      let isTold = false;
      const failed = (reason: string): void => {
        clearTimeout(late);
        if (!isTold) callback(new NotConnected(reason), null);
        isTold = true;
      };
      const raw = connectSecurely(
        { address, localAddress: undefined, tls, client, tally },
        {
          opened(socket, opening) {
            clearTimeout(late);
            isTold = true;
            endInOrder(socket, tls);
            opened(socket, opening);
            callback(null, socket);
          },
          ended: failed,
        },
      );
      raw.setKeepAlive(true, KEEP_ALIVE_DELAY_MS);
      const late = setTimeout(() => {
        failed(TIMEOUT);
        raw.destroy();
      }, timeoutMs);
    };
}

/**
 * undici destroys a connection that it needs no more: over TLS that would be an end without a goodbye, or before the peer's
 * goodbye came, which would be counted on one side only.
 */
function endInOrder(socket: TLSSocket, tls: TlsClient): void {
  const destroy = socket.destroy.bind(socket);
  let isEnding = false;
  socket.destroy = (error?: NodeJS.ErrnoException) => {
    if (isEnding || !NO_FAULTS.has(error?.code)) return destroy(error);
    isEnding = true;
    socket.removeAllListeners("readable").resume(); // undici reads no more, and what the peer says last must be read
    tls.endOnceResumable(socket, { peerEnds: error?.message === ANSWERED });
    return socket;
  };
}
