/** The same endpoints as node:http servers: each reads the body, finds the event's number in it, records it and answers. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { monotonicNs } from "../../../src/clock.js";
import { Recorder } from "../../../src/collectors/recorder.js";
import { indexOfEnvelope } from "../../../src/events/envelope.js";
import { serve } from "../../../src/processes/channel.js";
import { TAKE_EVERY_MS } from "./closed-loop.js";

serve({
  async start({ subscribers }: { subscribers: number }): Promise<string[]> {
    const recorder = new Recorder(monotonicNs);
    setInterval(() => recorder.take(), TAKE_EVERY_MS);
    const clients = Array.from({ length: subscribers }, (_, client) => client);
    return Promise.all(clients.map((client) => listen(client, recorder)));
  },
  close: () => {},
});

async function listen(client: number, recorder: Recorder): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      recorder.delivered(client, indexOfEnvelope(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
      response.writeHead(204).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
