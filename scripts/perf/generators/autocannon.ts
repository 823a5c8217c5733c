import autocannon from "autocannon";
import { serve } from "../../../src/processes/channel.js";
import { bodies, type LoadParams } from "./closed-loop.js";

serve({
  start({ port, connections }: LoadParams): void {
    autocannon({
      url: `http://127.0.0.1:${port}/clients/0/events`,
      method: "POST",
      headers: { "content-type": "application/json" },
      body: bodies[0]!,
      connections,
      duration: 3_600,
    });
  },
  close: () => {},
});
