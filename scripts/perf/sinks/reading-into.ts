/**
 * An accepted socket that reads into one buffer, as `onread` does for sockets that connect: Node offers it to servers only through
 * the handle, which is not documented. For sinks alone, which must cost less than what they are to keep busy.
 */
import { type OnReadOpts, Socket, type SocketConstructorOpts } from "node:net";

/** Takes what comes over a connection. The bytes hold until it returns: the next read may overwrite them. */
export type Taker = (chunk: Buffer) => void;

/** `accepted` comes from a server with `pauseOnConnect`, so that nothing was read from it yet. */
export function readingInto(buffer: Buffer, accepted: Socket, serve: (socket: Socket) => Taker): Socket {
  const { _handle: handle } = accepted as unknown as { _handle: object };
  const onread: OnReadOpts = {
    buffer,
    callback(bytes) {
      take(buffer.subarray(0, bytes));
      return true;
    },
  };
  const options: SocketConstructorOpts & { handle: object; onread: OnReadOpts } = { handle, onread };
  const socket = new Socket(options);
  const take = serve(socket);
  socket.setNoDelay(true);
  socket.resume();
  return socket;
}
