import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { ClientCounters, Handshakes, SocketCounters, TlsCounters } from "./transport.js";

/**
 * Counts what goes over a side's connections, closed ones included, and can end those that are open. The bytes are those of
 * the raw sockets, as they go to the kernel: a TLS socket counts plaintext, so what it runs over is tracked in its place.
 */
export class SocketTally {
  readonly #open = new Set<Socket>();
  #connectionsOpened = 0;
  #closedBytesRead = 0;
  #closedBytesWritten = 0;
  readonly #secure = new Set<TLSSocket>();
  /** Of those that are closed, and all handshakes. */
  #tls: TlsCounters | undefined;

  // One listener each for all sockets, which know themselves as `this`: a closure and a `once` wrapper per socket would be a
  // good part of what an idle connection holds.
  readonly #onConnect: () => void;
  readonly #onClose: (this: Socket) => void;
  readonly #onSecureClose: (this: TLSSocket) => void;

  constructor() {
    const tally = this;
    this.#onConnect = () => this.#connectionsOpened++;
    this.#onClose = function () {
      tally.#forget(this);
    };
    this.#onSecureClose = function () {
      tally.#forgetSecure(this);
    };
  }

  /** To be called once for every raw socket; one that is still connecting counts as opened when it is. */
  track(socket: Socket): void {
    if ((socket as Partial<TLSSocket>).encrypted)
      throw new Error("a TLS socket counts plaintext: track the socket below it");
    this.#open.add(socket);
    if (socket.connecting) socket.on("connect", this.#onConnect);
    else this.#connectionsOpened++;
    socket.on("close", this.#onClose);
  }

  /** To be called when the handshake of a connection is done whose raw socket is tracked. `how`: which side began it. */
  secured(socket: TLSSocket, how: "opened" | "accepted"): void {
    this.#tls ??= { plainBytesRead: 0, plainBytesWritten: 0, opened: noHandshakes(), accepted: noHandshakes() };
    this.#tls[how][socket.isSessionReused() ? "resumed" : "full"]++;
    this.#secure.add(socket);
    socket.on("close", this.#onSecureClose);
  }

  #forgetSecure(socket: TLSSocket): void {
    this.#secure.delete(socket);
    this.#tls!.plainBytesRead += socket.bytesRead;
    this.#tls!.plainBytesWritten += socket.bytesWritten;
  }

  #tlsCounters(): TlsCounters | undefined {
    if (this.#tls === undefined) return undefined;
    let { plainBytesRead, plainBytesWritten } = this.#tls;
    for (const socket of this.#secure) {
      plainBytesRead += socket.bytesRead;
      plainBytesWritten += socket.bytesWritten;
    }
    const { opened, accepted } = this.#tls;
    return { plainBytesRead, plainBytesWritten, opened: { ...opened }, accepted: { ...accepted } };
  }

  #forget(socket: Socket): void {
    this.#open.delete(socket);
    this.#closedBytesRead += socket.bytesRead;
    this.#closedBytesWritten += socket.bytesWritten;
  }

  counters(): SocketCounters {
    let bytesRead = this.#closedBytesRead;
    let bytesWritten = this.#closedBytesWritten;
    let connectionsOpen = 0;
    for (const socket of this.#open) {
      if (socket.connecting) continue; // what is written waits in memory
      bytesRead += socket.bytesRead;
      bytesWritten += socket.bytesWritten;
      connectionsOpen++;
    }
    const tls = this.#tlsCounters();
    return {
      bytesRead,
      bytesWritten,
      connectionsOpened: this.#connectionsOpened,
      connectionsOpen,
      ...(tls && { tls }),
    };
  }

  /** Ends every connection. Resolves when all are closed and counted. */
  destroyAll(): Promise<void> {
    const closed = this.allClosed();
    for (const socket of this.#open) socket.destroy();
    return closed;
  }

  /** Resolves when those that are open now are closed, by whomever, and counted. */
  async allClosed(): Promise<void> {
    await Promise.all([...this.#open].map((socket) => new Promise((resolve) => socket.once("close", resolve))));
  }
}

const noHandshakes = (): Handshakes => ({ full: 0, resumed: 0 });

/** Of both together. */
export const addCounters = (a: SocketCounters, b: SocketCounters): SocketCounters => ({
  bytesRead: a.bytesRead + b.bytesRead,
  bytesWritten: a.bytesWritten + b.bytesWritten,
  connectionsOpened: a.connectionsOpened + b.connectionsOpened,
  connectionsOpen: a.connectionsOpen + b.connectionsOpen,
  ...((a.tls || b.tls) && { tls: sumOf(a.tls ?? unencrypted(a), b.tls ?? unencrypted(b), 1) }),
});

export const countersSince = (before: ClientCounters, now: ClientCounters): ClientCounters => ({
  bytesRead: now.bytesRead - before.bytesRead,
  bytesWritten: now.bytesWritten - before.bytesWritten,
  connectionsOpened: now.connectionsOpened - before.connectionsOpened,
  connectionsOpen: now.connectionsOpen,
  ...(now.tls && { tls: before.tls === undefined ? now.tls : sumOf(now.tls, before.tls, -1) }),
  ...(now.heartbeats !== undefined && { heartbeats: now.heartbeats - (before.heartbeats ?? 0) }),
});

/** Beside a service of the user's own one direction may be encrypted and the other not: what that one carries is plain as it is. */
const unencrypted = ({ bytesRead, bytesWritten }: SocketCounters): TlsCounters => ({
  ...{ plainBytesRead: bytesRead, plainBytesWritten: bytesWritten },
  ...{ opened: noHandshakes(), accepted: noHandshakes() },
});

/** a + sign × b. */
function sumOf(a: TlsCounters, b: TlsCounters, sign: 1 | -1): TlsCounters {
  const handshakes = (how: "opened" | "accepted"): Handshakes => ({
    full: a[how].full + sign * b[how].full,
    resumed: a[how].resumed + sign * b[how].resumed,
  });
  return {
    plainBytesRead: a.plainBytesRead + sign * b.plainBytesRead,
    plainBytesWritten: a.plainBytesWritten + sign * b.plainBytesWritten,
    opened: handshakes("opened"),
    accepted: handshakes("accepted"),
  };
}
