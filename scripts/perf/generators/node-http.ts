/** Node's own client and agent, of node:http or of node:https. */
import { Agent, request as requestPlain } from "node:http";
import { request as requestSecure, Agent as SecureAgent } from "node:https";
import { serve } from "../../../src/processes/channel.js";
import { bodies, type LoadParams } from "./closed-loop.js";
import { PATH, sessionsKept, trust } from "./peers.js";

serve({
  start({ port, connections, keepAlive, tls }: LoadParams & { keepAlive: boolean }): void {
    // maxSockets stays infinite: with a limit, even an agent that keeps nothing alive hands sockets on to waiting requests.
    const agent = tls ? new SecureAgent({ keepAlive, ...sessionsKept(tls) }) : new Agent({ keepAlive });
    const trusted = trust(tls);
    const request = tls ? requestSecure : requestPlain;
    let next = 0;
    const begin = (): void => {
      const body = bodies[next++ % bodies.length]!;
      const headers = { "content-type": "application/json", "content-length": body.length };
      const options = { host: "127.0.0.1", port, path: PATH, method: "POST", agent, headers, ...trusted };
      request(options, (response) => response.resume().on("end", begin)).end(body);
    };
    for (let i = 0; i < connections; i++) begin();
  },
  close: () => {},
});
