/** A client's connection as it is dialled over TLS. It reads by "data": what was decrypted has a buffer of its own anyway. */
import { Socket } from "node:net";
import type { TlsClient } from "../tls/client.js";
import { tlsFailure } from "../tls/failure.js";
import type { Dial } from "./client-socket.js";

/** `handshakeMs`: how long the peer may take for its part of the handshake. */
export const dialSecure =
  (tls: TlsClient, handshakeMs: number): Dial =>
  (owner, to) => {
    const raw = new Socket().setNoDelay(true);
    let limit: NodeJS.Timeout | undefined;
    raw.once("connect", () => {
      limit = setTimeout(() => socket.destroy(tookTooLong()), handshakeMs);
      owner.onConnect(raw);
    });
    const socket = tls.secure(raw.connect(to), owner.client);
    socket.once("secureConnect", () => {
      if (socket.destroyed) return; // it speaks another protocol
      clearTimeout(limit);
      limit = undefined;
      owner.onSecure(socket);
      owner.onReady();
    });
    socket.on("data", (chunk: Buffer) => owner.onBytes(chunk, chunk.length));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      const reason = tlsFailure(error, limit !== undefined);
      owner.onError(socket, reason === undefined ? error : new Error(reason, { cause: error }));
    });
    socket.on("close", () => {
      clearTimeout(limit);
      owner.onClose(socket);
    });
    return socket;
  };

const tookTooLong = (): Error =>
  Object.assign(new Error("the handshake took too long"), { code: "ERR_TLS_HANDSHAKE_TIMEOUT" });
