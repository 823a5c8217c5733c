/**
 * An HTTP server on plain sockets that stamps every request and answers it. While it watches it never sleeps, so that
 * its own wake-ups do not blur the arrivals; how long it was kept from looking all the same is part of what it tells.
 */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { monotonicNs } from "../../src/clock.js";
import { serve } from "../../src/processes/channel.js";
import { NS_PER_US } from "../../src/units.js";

const HEAD_END = "\r\n\r\n";
/** Between two looks at its sockets. More than a turn of the loop ever takes: the CPU was given to others. */
const ABSENCE_NS = 200 * NS_PER_US;
const ANSWER = Buffer.from("HTTP/1.1 204 No Content\r\n\r\n");

let arrivedNs: number[] = [];
let watching = false;
let lookedNs = 0;
let beganNs = 0;
let absentNs = 0;

/** Requests in a chunk, by the ends of their heads; on loopback a request of 500 bytes comes whole. */
function requestsIn(chunk: Buffer): number {
  let requests = 0;
  for (let at = chunk.indexOf(HEAD_END); at !== -1; at = chunk.indexOf(HEAD_END, at + HEAD_END.length)) requests++;
  return requests;
}

function look(): void {
  const nowNs = monotonicNs();
  if (nowNs - lookedNs > ABSENCE_NS) absentNs += nowNs - lookedNs;
  lookedNs = nowNs;
  if (watching) setImmediate(look);
}

const methods = {
  async start(): Promise<{ port: number }> {
    const server = createServer({ noDelay: true }, (socket) => {
      socket.on("error", () => {});
      socket.on("data", (chunk) => {
        const nowNs = monotonicNs();
        for (let left = requestsIn(chunk); left > 0; left--) {
          arrivedNs.push(nowNs);
          socket.write(ANSWER);
        }
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return { port: (server.address() as AddressInfo).port };
  },
  watch(): void {
    arrivedNs = [];
    absentNs = 0;
    beganNs = lookedNs = monotonicNs();
    watching = true;
    look();
  },
  take(): { arrivedNs: Float64Array; absentRatio: number } {
    watching = false;
    return { arrivedNs: Float64Array.from(arrivedNs), absentRatio: absentNs / (monotonicNs() - beganNs) };
  },
  close: () => {},
};

export type ArrivalSinkMethods = typeof methods;

serve(methods);
