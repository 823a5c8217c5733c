/** The other side of handshakes: a process of its own, so that what it spends is not counted with what is measured. */
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { createServer } from "node:tls";
import { LOOPBACK } from "../../src/loopback.js";
import { serve } from "../../src/processes/channel.js";
import { TlsClient } from "../../src/tls/client.js";
import type { Security } from "../../src/tls/security.js";
import { listenerOptions } from "../../src/tls/server.js";
import { ALPN } from "./security.js";

const methods = {
  /** Ends every connection as soon as its handshake is done. Returns the port. */
  async listen({ security }: { security: Security }): Promise<number> {
    const server = createServer(listenerOptions(security, ALPN), (socket) => socket.on("error", () => {}).end());
    server.listen({ port: 0, host: LOOPBACK });
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  },
  /** Opens a connection, and another one whenever it was ended, for ever. */
  connect({ port, security }: { port: number; security: Security }): void {
    const client = new TlsClient({ security, alpn: ALPN, host: LOOPBACK });
    const open = (): void => {
      const socket = client.secure(connect(port, LOOPBACK), 0);
      socket
        .on("error", () => {})
        .on("close", open)
        .resume();
    };
    open();
  },
  close: () => {},
};

export type HandshakePeer = typeof methods;

serve(methods);
