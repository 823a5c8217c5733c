/**
 * What the handshake of a new connection costs each side, for the sides have different work: who listens signs, who connects
 * verifies a chain. The other side is a process of its own. TCP's part and the end of the connection are in it.
 */
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";
import { LOOPBACK } from "../../../src/loopback.js";
import { WorkerProcess } from "../../../src/processes/worker-process.js";
import { TlsClient } from "../../../src/tls/client.js";
import type { Security } from "../../../src/tls/security.js";
import { listenerOptions } from "../../../src/tls/server.js";
import type { HandshakePeer } from "../handshake-peer.js";
import type { Operation, Prepared } from "../operation.js";
import { ALPN, newSecurity } from "../security.js";

const CALL_MS = 10_000;

const startPeer = (): WorkerProcess<HandshakePeer> =>
  new WorkerProcess<HandshakePeer>({
    name: "the other side of handshakes",
    entry: fileURLToPath(new URL("../handshake-peer.js", import.meta.url)),
    cpus: [],
    diedCode: "generator-died",
  });

/** The last connection is held: when a turn ends it, the peer opens the next one, whose handshake ends the turn. */
async function accepted(resumption: Security["resumption"]): Promise<Prepared> {
  const security = await newSecurity(resumption);
  let held: TLSSocket | undefined;
  let accept = (): void => {};
  const server = createServer(listenerOptions(security, ALPN), (socket) => {
    held = socket.on("error", () => {}).resume();
    accept();
  });
  server.listen({ port: 0, host: LOOPBACK });
  await once(server, "listening");
  const nextAccepted = () =>
    new Promise<void>((resolve) => {
      accept = resolve;
    });
  const peer = startPeer();
  const first = nextAccepted();
  await peer.call("connect", { port: (server.address() as AddressInfo).port, security }, CALL_MS);
  await first;
  return {
    run() {
      const next = nextAccepted();
      held!.end();
      return next;
    },
    async close() {
      await peer.stop();
      server.close();
    },
  };
}

async function opened(resumption: Security["resumption"]): Promise<Prepared> {
  const security = await newSecurity(resumption);
  const peer = startPeer();
  const port = await peer.call("listen", { security }, CALL_MS);
  const client = new TlsClient({ security, alpn: ALPN, host: LOOPBACK });
  return {
    run: () =>
      new Promise<void>((resolve, reject) => {
        const socket = client.secure(connect(port, LOOPBACK), 0);
        socket
          .on("error", reject)
          .on("close", () => resolve())
          .resume();
      }),
    close: () => peer.stop(),
  };
}

export const handshakeOperations = {
  acceptFull: {
    name: "connection over TLS accepted, full handshake",
    place: "service",
    sized: false,
    prepare: () => accepted("off"),
  },
  acceptResumed: {
    name: "connection over TLS accepted, session resumed",
    place: "service",
    sized: false,
    prepare: () => accepted("on"),
  },
  openFull: {
    name: "connection over TLS opened, full handshake",
    place: "service",
    sized: false,
    prepare: () => opened("off"),
  },
  openResumed: {
    name: "connection over TLS opened, session resumed",
    place: "service",
    sized: false,
    prepare: () => opened("on"),
  },
} satisfies Record<string, Operation>;
