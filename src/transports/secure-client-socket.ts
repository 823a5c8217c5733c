/** A client's connection as it is dialled over TLS. It reads by "data": what was decrypted has a buffer of its own anyway. */
import { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { TlsClient } from "../tls/client.js";
import { tlsFailure } from "../tls/failure.js";
import type { ClientSocketOwner, Dial } from "./client-socket.js";

/** `handshakeMs`: how long the peer may take for its part of the handshake. */
export const dialSecure =
  (tls: TlsClient, handshakeMs: number): Dial =>
  (owner, to) => {
    const raw = new Socket().setNoDelay(true);
    let isConnected = false;
    raw.once("connect", () => {
      isConnected = true; // and not before: where a name has several addresses, Node may change what lies below the socket
      const socket = tls.secure(raw, owner.client);
      owner.onConnect(raw, socket);
      encrypt(socket, owner, handshakeMs);
    });
    raw.on("error", (error) => isConnected || owner.onError(raw, error));
    raw.on("close", () => isConnected || owner.onClose(raw));
    return raw.connect(to);
  };

function encrypt(socket: TLSSocket, owner: ClientSocketOwner, handshakeMs: number): void {
  let inHandshake = true;
  const limit = setTimeout(() => socket.destroy(tookTooLong()), handshakeMs);
  socket.once("secureConnect", () => {
    if (socket.destroyed) return; // it speaks another protocol
    clearTimeout(limit);
    inHandshake = false;
    owner.onSecure(socket);
    owner.onReady();
  });
  socket.on("data", (chunk: Buffer) => owner.onBytes(chunk, chunk.length));
  socket.on("error", (error: NodeJS.ErrnoException) => {
    const reason = tlsFailure(error, inHandshake);
    owner.onError(socket, reason === undefined ? error : new Error(reason, { cause: error }));
  });
  socket.on("close", () => {
    clearTimeout(limit);
    owner.onClose(socket);
  });
}

const tookTooLong = (): Error =>
  Object.assign(new Error("the handshake took too long"), { code: "ERR_TLS_HANDSHAKE_TIMEOUT" });
