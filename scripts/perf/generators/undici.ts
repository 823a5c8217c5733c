import { Pool } from "undici";
import { serve } from "../../../src/processes/channel.js";
import { bodies, type LoadParams } from "./closed-loop.js";
import { furtherHeaders, origin, PATH, sessionsKept, trust } from "./peers.js";

type Params = LoadParams & {
  newConnections?: boolean;
  /** One request at a time on each connection all the same: version 7 holds a request with a body back while another is under way. */
  http2?: boolean;
};

serve({
  start({ connections, newConnections = false, http2 = false, ...sink }: Params): void {
    const pool = new Pool(origin("http", sink), {
      connections,
      pipelining: newConnections ? 0 : 1,
      allowH2: http2,
      connect: { ...trust(sink.tls), ...sessionsKept(sink.tls) },
    });
    let next = 0;
    const loop = async (): Promise<never> => {
      for (;;) {
        const index = next++ % bodies.length;
        const { body } = await pool.request({
          method: "POST",
          path: PATH,
          headers: { "content-type": "application/json", ...(http2 && furtherHeaders(index)) },
          body: bodies[index]!,
        });
        await body.dump();
      }
    };
    for (let i = 0; i < connections; i++) loop();
  },
  close: () => {},
});
