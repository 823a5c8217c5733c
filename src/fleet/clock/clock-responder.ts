/** Tells the coordinator the time of a worker's host, over UDP. It says nothing to anybody who does not have the fleet's token. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import { type Clock, monotonicNs } from "../../clock.js";
import { PushbenchError } from "../../errors.js";
import { answer, clockKey, questionIn } from "./clock-datagram.js";

export interface ResponderOptions {
  /** The address of this host at which it listens. */
  address: string;
  /** With 0 the system chooses one. */
  port: number;
  /** The fleet's. */
  token: string;
  /** The clock that stamps deliveries in this process. */
  now?: Clock;
}

export interface ClockResponder {
  port: number;
  close(): Promise<void>;
}

/** Throws PushbenchError port-taken. */
export async function startClockResponder(options: ResponderOptions): Promise<ClockResponder> {
  const { address, port, token, now = monotonicNs } = options;
  const key = clockKey(token);
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  socket.on("message", (datagram, from) => {
    const receivedNs = now();
    const nonce = questionIn(key, datagram);
    if (nonce === undefined) return;
    // To sign the answer takes some microseconds after the last stamp. They count as a part of its way back.
    const signed = answer(key, { nonce, receivedNs, answeredNs: now() });
    socket.send(signed, from.port, from.address, () => {}); // whether it went out, who asked finds out
  });
  try {
    socket.bind({ address, port, exclusive: true });
    await once(socket, "listening");
  } catch (cause) {
    socket.close();
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === "EADDRINUSE" ? "another program listens there" : message;
    throw new PushbenchError("port-taken", `Cannot tell the time on UDP port ${port} of ${address}: ${why}.`, {
      hint: "Give another port to this worker, or 0 to let the system choose one.",
      cause,
    });
  }
  socket.on("error", () => {}); // a network that is down for a moment must not end the worker
  return {
    port: socket.address().port,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
