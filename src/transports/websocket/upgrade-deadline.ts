/**
 * How long a connection may take to become a WebSocket, whatever it sends meanwhile: Node's limits are for each request, and who
 * sends one after the other would stay for ever. One timer for all; holds to within a fifth of the time, never early.
 */
import type { Server, Socket } from "node:net";

const LOOKS_PER_UPGRADE_TIME = 5;

export class UpgradeDeadline {
  readonly #openedAtMs = new Map<Socket, number>();

  constructor(server: Server, upgradeMs: number, tooLate: (socket: Socket) => void) {
    const timer = setInterval(() => {
      const latestMs = performance.now() - upgradeMs;
      for (const [socket, openedAtMs] of this.#openedAtMs) {
        if (openedAtMs > latestMs && !socket.destroyed) continue;
        this.#openedAtMs.delete(socket);
        if (!socket.destroyed) tooLate(socket);
      }
    }, upgradeMs / LOOKS_PER_UPGRADE_TIME);
    timer.unref();
    server.on("close", () => clearInterval(timer));
  }

  opened(socket: Socket): void {
    this.#openedAtMs.set(socket, performance.now());
  }

  /** It is a WebSocket now. */
  met(socket: Socket): void {
    this.#openedAtMs.delete(socket);
  }
}
