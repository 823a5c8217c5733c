/**
 * A client's connection as it is dialled: over TCP alone. Its listeners are three functions for all sockets: ten thousand idle
 * connections are an ordinary scenario, and what a closure or an array takes counts ten thousand times.
 */
import { type OnReadOpts, Socket, type SocketConstructorOpts, type TcpNetConnectOpts } from "node:net";
import type { TLSSocket } from "node:tls";

export interface ClientSocketOwner {
  readonly client: number;
  /** The TCP connection stands. What goes over `raw` is counted; `socket` is to be used from now on, and is the same without TLS. */
  onConnect(raw: Socket, socket: Socket): void;
  /** The handshake of TLS is done, and the peer is verified. Not called where there is no TLS. */
  onSecure(socket: TLSSocket): void;
  /** It can be written to. */
  onReady(): void;
  /** bytes[0, end), of a buffer that is about to be used for the next read. */
  onBytes(bytes: Buffer, end: number): void;
  onError(socket: Socket, error: NodeJS.ErrnoException): void;
  onClose(socket: Socket): void;
}

/** Opens a connection. Nothing is called before it returns what stands for it until it is connected. */
export type Dial = (owner: ClientSocketOwner, to: TcpNetConnectOpts) => Socket;

const READ_BUFFER_BYTES = 64 * 1024;
/** All sockets read into this one: a chunk is used up before the next read begins. */
const readBuffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);

class ClientSocket extends Socket {
  readonly owner: ClientSocketOwner;

  constructor(owner: ClientSocketOwner, onread: OnReadOpts) {
    const options: SocketConstructorOpts & { onread: OnReadOpts } = { onread };
    super(options);
    this.owner = owner;
    this.setNoDelay(true);
    this.on("connect", onConnect).on("error", onError).on("close", onClose);
  }
}

export const dialPlain: Dial = (owner, to) => {
  const callback = (bytes: number): boolean => {
    owner.onBytes(readBuffer, bytes);
    return true;
  };
  return new ClientSocket(owner, { buffer: readBuffer, callback }).connect(to);
};

function onConnect(this: ClientSocket): void {
  this.owner.onConnect(this, this);
  this.owner.onReady();
}

function onError(this: ClientSocket, error: NodeJS.ErrnoException): void {
  this.owner.onError(this, error);
}

function onClose(this: ClientSocket): void {
  this.owner.onClose(this);
}
