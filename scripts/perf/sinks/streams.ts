/** A lean server of event streams: every client gets an event in its turn, so many a second, each in a write of its own. */
import type { Socket } from "node:net";
import { serve } from "../../../src/processes/channel.js";
import type { Security } from "../../../src/tls/security.js";
import { bodies } from "../generators/closed-loop.js";
import { Listener } from "./listener.js";
import type { Taker } from "./reading-into.js";

const EVENTS_PER_SECOND = 5_000;
const TICK_MS = 2;
const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
const events = bodies.map((body) => Buffer.from(`data: ${body}\n\n`));

const listener = new Listener();
let operations = 0;
const streams: Socket[] = [];

/** Its first bytes are the request, whole; a client says no more. */
function onConnection(socket: Socket): Taker {
  return () => {
    socket.write(HEAD);
    streams.push(socket);
  };
}

/** As many as are due by now: a late timer costs no event. */
function writeFrom(startMs: number): void {
  const due = ((performance.now() - startMs) / 1000) * EVENTS_PER_SECOND;
  for (; operations < due; operations++)
    streams[operations % streams.length]!.write(events[operations % events.length]!);
}

serve({
  start: ({ tls }: { tls?: Security }): Promise<number> => listener.listen(tls, onConnection),
  /** To be called when all clients are connected. */
  write(): void {
    const startMs = performance.now();
    setInterval(() => writeFrom(startMs), TICK_MS);
  },
  /** With events that a client has not read, nothing would be known of what it costs to read them. */
  count() {
    if (streams.some((socket) => socket.writableLength > 0)) throw new Error("a client does not keep up");
    return listener.counts(operations);
  },
  close: () => {},
});
