/**
 * What a lean client's connection runs over: TCP alone, or TLS over it. Over TCP all connections of a process read into one
 * buffer (`onread`): that costs a third less CPU than `data` events. A TLS socket over a raw one has `data` events only.
 */
import { type OnReadOpts, Socket, type SocketConstructorOpts } from "node:net";
import type { TLSSocket } from "node:tls";
import { monotonicNs } from "../../clock.js";
import type { TlsClient } from "../../tls/client.js";
import { resetConnection } from "../../tls/raw-socket.js";
import type { Address } from "../endpoint.js";
import { type ConnectOptions, connectSecurely } from "../secure-connect.js";
import type { SocketTally } from "../socket-tally.js";
import { sourceAddress } from "../source-address.js";
import type { Opening } from "../transport.js";

/** Whoever uses a line; it may end the line whenever it is called. */
export interface LineOwner {
  /** From now on the line can be written to. */
  onOpen(opening: Opening): void;
  /** The first `length` bytes of the buffer, which are its own until it returns. False: no more is to be read now. */
  onRead(buffer: Buffer, length: number): boolean;
  /** The peer writes no more. */
  onEnd(): void;
  /** It never opened, or is no more; the first reason is the right one. */
  lose(reason: string, cause?: Error): void;
}

export interface Line {
  write(bytes: Buffer): void;
  /** Ends it as a client does that needs it no more. `peerEnds`: the peer has said that it is about to do so, too. */
  leave(peerEnds: boolean): void;
  /** Ends it at once. */
  destroy(): void;
  /** Ends it as a broken network would. */
  reset(): void;
}

/** Opens the lines of a process to one service, and has them counted. */
export interface Dialler {
  dial(owner: LineOwner, client: number): Line;
}

export interface DiallerOptions {
  address: Address;
  tally: SocketTally;
}

export function diallerOf(options: DiallerOptions, tls: TlsClient | undefined): Dialler {
  return tls === undefined ? new PlainDialler(options) : new SecureDialler(options, tls);
}

/** Where to, and from where: undefined is as the system chooses. */
function wayOf({ host, port }: Address, client: number): { host: string; port: number; localAddress?: string } {
  const localAddress = sourceAddress(client, host);
  return { host, port, ...(localAddress && { localAddress }) };
}

/**
 * Shared because a read is parsed to the end before the next one begins, and POSIX fills a buffer only when there is
 * something to read. Bodies that outlast the read are copied by the parser.
 */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

class PlainDialler implements Dialler {
  readonly #address: Address;
  readonly tally: SocketTally;

  constructor({ address, tally }: DiallerOptions) {
    this.#address = address;
    this.tally = tally;
  }

  dial(owner: LineOwner, client: number): Line {
    const line = new PlainLine(this, owner, {
      buffer: readBuffer,
      callback: (length) => owner.onRead(readBuffer, length),
    });
    line.connect(wayOf(this.#address, client));
    return line;
  }
}

/** Its listeners are four functions for all lines: with a connection per event, closures would be made for each. */
class PlainLine extends Socket implements Line {
  readonly dialler: PlainDialler;
  readonly owner: LineOwner;
  readonly dialledNs = monotonicNs();

  constructor(dialler: PlainDialler, owner: LineOwner, onread: OnReadOpts) {
    const options: SocketConstructorOpts & { onread: OnReadOpts } = { onread };
    super(options);
    this.dialler = dialler;
    this.owner = owner;
    this.setNoDelay(true);
    this.on("connect", onConnect).on("end", onEnd).on("error", onError).on("close", onClose);
  }

  leave(): void {
    this.destroy();
  }

  reset(): void {
    resetConnection(this);
  }
}

function onConnect(this: PlainLine): void {
  this.dialler.tally.track(this);
  this.owner.onOpen({ connectNs: monotonicNs() - this.dialledNs });
}

function onEnd(this: PlainLine): void {
  this.owner.onEnd();
}

function onError(this: PlainLine, error: NodeJS.ErrnoException): void {
  this.owner.lose(error.code ?? error.message, error);
}

function onClose(this: PlainLine): void {
  this.owner.lose("connection closed");
}

class SecureDialler implements Dialler {
  readonly #options: DiallerOptions;
  readonly #tls: TlsClient;

  constructor(options: DiallerOptions, tls: TlsClient) {
    this.#options = options;
    this.#tls = tls;
  }

  dial(owner: LineOwner, client: number): Line {
    const { address, tally } = this.#options;
    const localAddress = sourceAddress(client, address.host);
    return new SecureLine({ address, localAddress, tally, client, tls: this.#tls }, owner);
  }
}

class SecureLine implements Line {
  readonly #tls: TlsClient;
  readonly #raw: Socket;
  /** Undefined: it is not open yet. */
  #socket: TLSSocket | undefined;

  constructor(options: ConnectOptions, owner: LineOwner) {
    this.#tls = options.tls;
    this.#raw = connectSecurely(options, {
      opened: (socket, opening) => {
        this.#socket = socket;
        socket.on("data", (chunk: Buffer) => owner.onRead(chunk, chunk.length)).on("end", () => owner.onEnd());
        owner.onOpen(opening);
      },
      ended: (reason, error) => owner.lose(reason, error),
    });
  }

  write(bytes: Buffer): void {
    this.#socket!.write(bytes);
  }

  leave(peerEnds: boolean): void {
    if (this.#socket === undefined) this.#raw.destroy();
    else this.#tls.endOnceResumable(this.#socket, { peerEnds });
  }

  destroy(): void {
    (this.#socket ?? this.#raw).destroy();
  }

  reset(): void {
    resetConnection(this.#socket ?? this.#raw);
  }
}
