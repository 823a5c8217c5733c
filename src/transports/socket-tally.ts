import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { SocketCounters } from "./transport.js";

/**
 * Counts what goes over a side's connections, closed ones included, and can end those that are open. The bytes are those of
 * the raw sockets, as they go to the kernel: a TLS socket counts plaintext, so what it runs over is tracked in its place.
 */
export class SocketTally {
  readonly #open = new Set<Socket>();
  #connectionsOpened = 0;
  #closedBytesRead = 0;
  #closedBytesWritten = 0;

  // One listener each for all sockets, which know themselves as `this`: a closure and a `once` wrapper per socket would be a
  // good part of what an idle connection holds.
  readonly #onConnect: () => void;
  readonly #onClose: (this: Socket) => void;

  constructor() {
    const tally = this;
    this.#onConnect = () => this.#connectionsOpened++;
    this.#onClose = function () {
      tally.#forget(this);
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
    return { bytesRead, bytesWritten, connectionsOpened: this.#connectionsOpened, connectionsOpen };
  }

  /** Ends every connection. Resolves when all are closed and counted. */
  async destroyAll(): Promise<void> {
    const closed = [...this.#open].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    for (const socket of this.#open) socket.destroy();
    await Promise.all(closed);
  }
}

export const addCounters = (a: SocketCounters, b: SocketCounters): SocketCounters => ({
  bytesRead: a.bytesRead + b.bytesRead,
  bytesWritten: a.bytesWritten + b.bytesWritten,
  connectionsOpened: a.connectionsOpened + b.connectionsOpened,
  connectionsOpen: a.connectionsOpen + b.connectionsOpen,
});

export const countersSince = (before: SocketCounters, now: SocketCounters): SocketCounters => ({
  bytesRead: now.bytesRead - before.bytesRead,
  bytesWritten: now.bytesWritten - before.bytesWritten,
  connectionsOpened: now.connectionsOpened - before.connectionsOpened,
  connectionsOpen: now.connectionsOpen,
});
