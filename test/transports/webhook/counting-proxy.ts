import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Passes bytes on between clients and one target, and counts them: an oracle for other people's counters. */
export class CountingProxy {
  connections = 0;
  bytesFromClients = 0;
  bytesFromTarget = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server;

  constructor(targetHost: string, targetPort: number) {
    this.#server = createServer({ allowHalfOpen: true }, (client) => {
      this.connections++;
      const target = connect({ port: targetPort, host: targetHost, allowHalfOpen: true });
      this.#join(client, target, (length) => {
        this.bytesFromClients += length;
      });
      this.#join(target, client, (length) => {
        this.bytesFromTarget += length;
      });
    });
  }

  async listen(host = "127.0.0.1"): Promise<number> {
    this.#server.listen(0, host);
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(from: Socket, to: Socket, count: (length: number) => void): void {
    this.#sockets.add(from);
    from.on("data", (chunk: Buffer) => {
      count(chunk.length);
      to.write(chunk);
    });
    from.on("end", () => to.end());
    from.on("error", () => to.destroy());
    from.on("close", () => {
      this.#sockets.delete(from);
      to.destroySoon();
    });
  }
}
