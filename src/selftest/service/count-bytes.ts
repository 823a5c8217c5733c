import type { Socket } from "node:net";

/** What these sockets have carried since they were opened; closed ones keep their counts. */
export function countBytes(sockets: Iterable<Socket>): { received: number; sent: number } {
  const sum = { received: 0, sent: 0 };
  for (const socket of sockets) {
    sum.received += socket.bytesRead;
    sum.sent += socket.bytesWritten;
  }
  return sum;
}
