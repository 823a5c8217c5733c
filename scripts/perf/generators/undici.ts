import { Pool } from "undici";
import { serve } from "../../../src/processes/channel.js";
import { bodies, type LoadParams } from "./closed-loop.js";

serve({
  start({ port, connections }: LoadParams): void {
    const pool = new Pool(`http://127.0.0.1:${port}`, { connections, pipelining: 1 });
    let next = 0;
    const loop = async (): Promise<never> => {
      for (;;) {
        const { body } = await pool.request({
          method: "POST",
          path: "/clients/0/events",
          headers: { "content-type": "application/json" },
          body: bodies[next++ % bodies.length]!,
        });
        await body.dump();
      }
    };
    for (let i = 0; i < connections; i++) loop();
  },
  close: () => {},
});
