import { Agent, request } from "node:http";
import { serve } from "../../../src/processes/channel.js";
import { bodies, type LoadParams } from "./closed-loop.js";

serve({
  start({ port, connections, keepAlive }: LoadParams & { keepAlive: boolean }): void {
    // maxSockets stays infinite: with a limit, even an agent that keeps nothing alive hands sockets on to waiting requests.
    const agent = new Agent({ keepAlive });
    let next = 0;
    const begin = (): void => {
      const body = bodies[next++ % bodies.length]!;
      const headers = { "content-type": "application/json", "content-length": body.length };
      const options = { host: "127.0.0.1", port, path: "/clients/0/events", method: "POST", agent, headers };
      request(options, (response) => response.resume().on("end", begin)).end(body);
    };
    for (let i = 0; i < connections; i++) begin();
  },
  close: () => {},
});
