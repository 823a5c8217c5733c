import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A TCP proxy that counts what it carries: an oracle for the sockets' own counters. */
export async function startCountingProxy(targetPort: number) {
  const counted = { toService: 0, fromService: 0, connections: 0 };
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (inner) => {
    counted.connections++;
    const outer = connect({ host: "127.0.0.1", port: targetPort, allowHalfOpen: true, noDelay: true });
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    inner.on("data", (chunk) => {
      counted.toService += chunk.length;
      outer.write(chunk);
    });
    outer.on("data", (chunk) => {
      counted.fromService += chunk.length;
      inner.write(chunk);
    });
    inner.on("end", () => outer.end());
    outer.on("end", () => inner.end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    counted,
    async close(): Promise<void> {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
