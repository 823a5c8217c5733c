/**
 * A client's TCP connection. Its listeners are three functions for all sockets: ten thousand idle connections are an
 * ordinary scenario, and what a closure or an array takes counts ten thousand times.
 */
import { type OnReadOpts, Socket, type SocketConstructorOpts } from "node:net";

export interface ClientSocketOwner {
  onConnect(): void;
  onError(socket: ClientSocket, error: NodeJS.ErrnoException): void;
  onClose(socket: ClientSocket): void;
}

export class ClientSocket extends Socket {
  readonly owner: ClientSocketOwner;

  constructor(owner: ClientSocketOwner, onread: OnReadOpts) {
    const options: SocketConstructorOpts & { onread: OnReadOpts } = { onread };
    super(options);
    this.owner = owner;
    this.setNoDelay(true);
    this.on("connect", onConnect).on("error", onError).on("close", onClose);
  }
}

function onConnect(this: ClientSocket): void {
  this.owner.onConnect();
}

function onError(this: ClientSocket, error: NodeJS.ErrnoException): void {
  this.owner.onError(this, error);
}

function onClose(this: ClientSocket): void {
  this.owner.onClose(this);
}
