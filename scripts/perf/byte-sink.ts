/** Reads what comes and forgets it: the other side of the pacing measurement. Told to start by its parent. */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { serve } from "../../src/processes/channel.js";

const methods = {
  async start(): Promise<{ port: number }> {
    const server = createServer((socket) => socket.on("error", () => {}).resume()).listen(0, "127.0.0.1");
    await once(server, "listening");
    return { port: (server.address() as AddressInfo).port };
  },
  close: () => {},
};

export type ByteSinkMethods = typeof methods;

serve(methods);
