/** A client's connection as it is dialled over TLS. It reads by "data": what was decrypted has a buffer of its own anyway. */
import { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { TlsClient } from "../tls/client.js";
import { tlsFailure } from "../tls/failure.js";
import type { ClientSocketOwner, Dial } from "./client-socket.js";

export const dialSecure =
  (tls: TlsClient): Dial =>
  (owner, to) => {
    const raw = new Socket().setNoDelay(true);
    let isConnected = false;
    raw.once("connect", () => {
      isConnected = true; // and not before: where a name has several addresses, Node may change what lies below the socket
      const socket = tls.secure(raw, owner.client);
      owner.onConnect(raw, socket);
      watch(socket, owner);
    });
    raw.on("error", (error) => isConnected || owner.onError(raw, error));
    raw.on("close", () => isConnected || owner.onClose(raw));
    return raw.connect(to);
  };

function watch(socket: TLSSocket, owner: ClientSocketOwner): void {
  let inHandshake = true;
  socket.once("secureConnect", () => {
    if (socket.destroyed) return; // it speaks another protocol
    inHandshake = false;
    owner.onSecure(socket);
    owner.onReady();
  });
  socket.on("data", (chunk: Buffer) => owner.onBytes(chunk, chunk.length));
  socket.on("error", (error: NodeJS.ErrnoException) => {
    const reason = tlsFailure(error, inHandshake);
    owner.onError(socket, reason === undefined ? error : new Error(reason, { cause: error }));
  });
  socket.on("close", () => owner.onClose(socket));
}
