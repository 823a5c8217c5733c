import type { Socket } from "node:net";
import type { SocketCounters } from "../transport.js";

/** All sockets of one side: what they carried, closed ones included, and the way to be rid of them. */
export class SocketSet {
  readonly #open = new Set<Socket>();
  #connectionsOpened = 0;
  #closedBytesRead = 0;
  #closedBytesWritten = 0;

  /** A socket that is connected or about to be. */
  add(socket: Socket): void {
    this.#open.add(socket);
    if (socket.connecting) socket.once("connect", () => this.#connectionsOpened++);
    else this.#connectionsOpened++;
    socket.once("close", () => {
      this.#open.delete(socket);
      this.#closedBytesRead += socket.bytesRead;
      this.#closedBytesWritten += socket.bytesWritten;
    });
  }

  counters(): SocketCounters {
    const counters = {
      bytesRead: this.#closedBytesRead,
      bytesWritten: this.#closedBytesWritten,
      connectionsOpened: this.#connectionsOpened,
      connectionsOpen: 0,
    };
    for (const socket of this.#open) {
      if (socket.connecting) continue;
      counters.bytesRead += socket.bytesRead;
      counters.bytesWritten += socket.bytesWritten;
      counters.connectionsOpen++;
    }
    return counters;
  }

  /** Resolves when every socket that was open is gone. */
  async destroyAll(): Promise<void> {
    const destroyed = [...this.#open].map((socket) => {
      return new Promise((resolve) => socket.once("close", resolve).destroy());
    });
    await Promise.all(destroyed);
  }
}
