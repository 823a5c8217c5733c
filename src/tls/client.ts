/**
 * The clients' side of TLS: it encrypts raw sockets, so that those can be counted and reset, verifies every peer, and keeps
 * sessions. One context serves all connections of a driver: to parse certificates for each would cost more than a handshake.
 */
import { isIP, type Socket } from "node:net";
import {
  type ConnectionOptions,
  connect,
  createSecureContext,
  type DetailedPeerCertificate,
  type SecureContext,
  TLSSocket,
} from "node:tls";
import { noteRaw } from "./raw-socket.js";
import type { Alpn, Security } from "./security.js";

/** TLS 1.3 sends the ticket behind the handshake. A peer that has not sent it, or not closed its side, within that time does not. */
const LEAVE_MS = 1000;

export interface TlsClientOptions {
  security: Security;
  alpn: Alpn;
  /** Of the peer's URL: a name or an address. */
  host: string;
  /** A peer that chooses no protocol at all is fine: a service of the user's own that speaks HTTP/1.1 need not know ALPN. */
  mayLackAlpn?: boolean;
  /**
   * For a client that loads a service, and is not what is measured. Before Node looks for the name in the peer's certificate it
   * makes objects of the whole chain, which is a quarter of what a full handshake costs: here it makes one of that certificate alone.
   * What is verified is the same.
   */
  lean?: boolean;
}

export class TlsClient {
  readonly #options: TlsClientOptions;
  readonly #context: SecureContext;
  readonly #connect: ConnectionOptions;
  /** The session that each client was given last. */
  readonly #sessions = new Map<number, Buffer>();
  readonly #ticketed = new WeakSet<TLSSocket>();

  constructor(options: TlsClientOptions) {
    const { security, alpn, host } = options;
    const version = versionOf(security);
    this.#options = options;
    this.#context = createSecureContext({ ...version, ...(security.ca !== undefined && { ca: security.ca }) });
    const name = security.servername ?? host;
    this.#connect = {
      ...version,
      rejectUnauthorized: true, // whatever the environment says
      secureContext: this.#context,
      ALPNProtocols: [alpn],
      host: name, // what the certificate must have
      ...(isIP(name) === 0 && { servername: name }), // an address cannot be asked for
    };
  }

  /**
   * Encrypts a raw socket, which may be connecting still. "secureConnect" comes when the peer is verified and ALPN is as it
   * must be; else, and when that takes too long, "error" and "close". `client`: whose session is resumed, and kept.
   */
  secure(raw: Socket, client: number): TLSSocket {
    const keepsSessions = this.#options.security.resumption === "on";
    const session = keepsSessions ? this.#sessions.get(client) : undefined;
    const socket = connect({ ...this.#connect, socket: raw, ...(session && { session }) });
    noteRaw(socket, raw);
    if (this.#options.lean) socket.getPeerCertificate = certificateAlone;
    socket.on("error", () => socket.destroy()); // Node leaves it open when what came cannot be decrypted
    const timer = setTimeout(() => socket.destroy(tookTooLong()), this.#options.security.handshakeSeconds * 1000);
    const shaken = (): void => clearTimeout(timer);
    socket.on("close", shaken);
    socket.once("secureConnect", () => {
      shaken();
      socket.off("close", shaken); // an idle connection need not hold what only its handshake needed
      this.#checkAlpn(socket);
    });
    if (keepsSessions) {
      socket.on("session", (ticket) => {
        this.#ticketed.add(socket);
        this.#sessions.set(client, ticket);
      });
    }
    return socket;
  }

  /**
   * Ends a connection that has served, as TLS wants it (close_notify, which the peer answers), and not before its ticket came:
   * who closes right after the answer could not resume. It is cut off when the peer does not do its part in time. `peerEnds`: the
   * peer has said that it ends the connection; it may close its socket at once, so nothing is sent to it any more. `end`: how
   * what is spoken over it comes to its end.
   */
  endOnceResumable(socket: TLSSocket, { peerEnds = false, end = (): unknown => socket.end() } = {}): void {
    if (socket.readableEnded) {
      socket.destroy(); // the peer has ended it
      return;
    }
    const timer = setTimeout(() => socket.destroy(), LEAVE_MS);
    socket.once("close", () => clearTimeout(timer));
    if (peerEnds) socket.once("end", () => socket.destroy());
    else if (this.#isResumable(socket)) end();
    else socket.once("session", () => setImmediate(end)); // OpenSSL says no goodbye while it reads a ticket
  }

  /** A session that was resumed is good for the next time, too: many servers send no ticket after it. */
  #isResumable(socket: TLSSocket): boolean {
    return this.#options.security.resumption === "off" || socket.isSessionReused() || this.#ticketed.has(socket);
  }

  #checkAlpn(socket: TLSSocket): void {
    const { alpn, mayLackAlpn = false } = this.#options;
    const chosen = socket.alpnProtocol;
    if (chosen === alpn || (chosen === false && mayLackAlpn)) return;
    socket.destroy(
      Object.assign(new Error(`the peer chose ${chosen || "no protocol"}, not ${alpn}`), { code: "ERR_TLS_ALPN" }),
    );
  }
}

/** Node asks for "detailed", and uses no detail: the chain was verified before. */
function certificateAlone(this: TLSSocket): DetailedPeerCertificate {
  return TLSSocket.prototype.getPeerCertificate.call(this, false) as DetailedPeerCertificate;
}

const tookTooLong = (): Error =>
  Object.assign(new Error("the handshake took too long"), { code: "ERR_TLS_HANDSHAKE_TIMEOUT" });

/** One version on both sides: what a run says of itself is then true of each connection. */
export function versionOf({
  version,
}: Pick<Security, "version">): Pick<ConnectionOptions, "minVersion" | "maxVersion"> {
  return { minVersion: `TLSv${version}`, maxVersion: `TLSv${version}` };
}
