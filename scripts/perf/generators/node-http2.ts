/** Node's own client of HTTP/2: on every session, so many requests side by side. */
import { connect } from "node:http2";
import { serve } from "../../../src/processes/channel.js";
import { bodies, type LoadParams } from "./closed-loop.js";
import { furtherHeaders, origin, PATH, trust } from "./peers.js";

serve({
  start({ connections, streams, ...sink }: LoadParams & { streams: number }): void {
    const headers = { ":method": "POST", ":path": PATH, "content-type": "application/json" };
    const trusted = trust(sink.tls);
    let next = 0;
    for (let i = 0; i < connections; i++) {
      const session = connect(origin("http", sink), trusted);
      const begin = (): void => {
        const index = next++ % bodies.length;
        const body = bodies[index]!;
        const stream = session.request({ ...headers, ...furtherHeaders(index), "content-length": body.length });
        stream.on("end", begin).resume();
        stream.end(body);
      };
      for (let stream = 0; stream < streams; stream++) begin();
    }
  },
  close: () => {},
});
