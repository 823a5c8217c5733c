/** The first message of a handshake, as bytes. */
import { Duplex } from "node:stream";
import { type ConnectionOptions, connect } from "node:tls";
import { SERVERNAME } from "../../src/tls/certificates.js";

/** What a client with these options says first. */
export function clientHello(options: ConnectionOptions = {}): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        resolve(chunk);
        done();
      },
    });
    connect({ ALPNProtocols: ["http/1.1", "h2"], servername: SERVERNAME, ...options, socket: wire }).on(
      "error",
      () => {},
    );
  });
}
