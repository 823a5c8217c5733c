/** Stands between a probe and a responder, as a network does: it hands on, drops, holds, doubles and makes up datagrams. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { LOOPBACK } from "../../../src/loopback.js";

/** What becomes of a datagram: all that now goes on in its direction. */
export type Passage = (datagram: Buffer) => readonly Buffer[];

export const handedOn: Passage = (datagram) => [datagram];

/** Resolves with the port at which it takes the place of the responder at `port`. It is gone when the test ends. */
export async function middleman(
  context: TestContext,
  port: number,
  passages: { out?: Passage; back?: Passage },
): Promise<number> {
  const [outer, inner] = [createSocket("udp4"), createSocket("udp4")];
  let client: number | undefined;
  outer.on("message", (datagram, from) => {
    client = from.port;
    for (const one of (passages.out ?? handedOn)(datagram)) inner.send(one, port, LOOPBACK);
  });
  inner.on("message", (datagram) => {
    for (const one of (passages.back ?? handedOn)(datagram)) outer.send(one, client!, LOOPBACK);
  });
  for (const socket of [outer, inner]) {
    socket.bind(0, LOOPBACK);
    await once(socket, "listening");
  }
  context.after(() => {
    for (const socket of [outer, inner]) socket.close(); // at once, so that neither hands on to one that is closed
  });
  return outer.address().port;
}
