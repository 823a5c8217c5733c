import autocannon from "autocannon";
import { serve } from "../../../src/processes/channel.js";
import { bodies, type LoadParams } from "./closed-loop.js";
import { origin, PATH } from "./peers.js";

/** Over TLS it takes every certificate, whatever it is told, and keeps no session. */
serve({
  start({ connections, newConnections = false, ...sink }: LoadParams & { newConnections?: boolean }): void {
    autocannon({
      url: `${origin("http", sink)}${PATH}`,
      method: "POST",
      headers: { "content-type": "application/json" },
      body: bodies[0]!,
      connections,
      duration: 3_600,
      ...(sink.tls && { servername: sink.tls.servername! }),
      ...(newConnections && { reconnectRate: 1 }),
    });
  },
  close: () => {},
});
