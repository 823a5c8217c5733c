/** The same endpoints as servers of node:http or node:https: each reads the body, finds the event's number in it, records it and answers. */
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { monotonicNs } from "../../../src/clock.js";
import { Recorder } from "../../../src/collectors/recorder.js";
import { indexOfEnvelope } from "../../../src/events/envelope.js";
import { serve } from "../../../src/processes/channel.js";
import type { Security } from "../../../src/tls/security.js";
import { listenerOptions } from "../../../src/tls/server.js";
import { TAKE_EVERY_MS } from "./closed-loop.js";

serve({
  async start({ subscribers, tls }: { subscribers: number; tls?: Security }): Promise<string[]> {
    const recorder = new Recorder(monotonicNs);
    setInterval(() => recorder.take(), TAKE_EVERY_MS);
    const clients = Array.from({ length: subscribers }, (_, client) => client);
    return Promise.all(clients.map((client) => listen(client, recorder, tls)));
  },
  close: () => {},
});

async function listen(client: number, recorder: Recorder, tls: Security | undefined): Promise<string> {
  const serveRequest: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      recorder.delivered(client, indexOfEnvelope(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
      response.writeHead(204).end();
    });
  };
  const server = tls ? createSecureServer(listenerOptions(tls, "http/1.1"), serveRequest) : createServer(serveRequest);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
