/** A lean server of HTTP/2 over TLS: a fixed answer to every request, when its body has ended. Node's own, as there is no leaner. */
import { createSecureServer, type ServerHttp2Stream } from "node:http2";
import { serve } from "../../../src/processes/channel.js";
import type { Security } from "../../../src/tls/security.js";
import { listenerOptions } from "../../../src/tls/server.js";
import { Listener } from "./listener.js";

const ANSWER = { ":status": 204 };
const LAST = { endStream: true };

const listener = new Listener();
let operations = 0;

function onEnd(this: ServerHttp2Stream): void {
  operations++;
  this.respond(ANSWER, LAST);
}

serve({
  start({ tls }: { tls: Security }): Promise<number> {
    const server = createSecureServer(listenerOptions(tls, "h2"));
    server.on("stream", (stream) =>
      stream
        .on("error", () => {})
        .on("end", onEnd)
        .resume(),
    );
    return listener.listenWith(server);
  },
  count: () => listener.counts(operations),
  close: () => {},
});
