/**
 * What one handshake carries, as the raw socket counts it: measured by a few connections without traffic. It is not a figure to look
 * up, since the signature of a P-256 key has 70 to 72 bytes, and every peer sends a chain, extensions and tickets of its own.
 */
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { monotonicNs } from "../clock.js";
import { msToNs } from "../units.js";
import { TlsClient, type TlsClientOptions } from "./client.js";

/** Odd, so that the median is a number of bytes that was counted. Half of all signatures of P-256 have the median's length. */
const FULL = 15;
/** They have no signature, so all are of one size. */
const RESUMED = 3;
/** A peer that sends tickets does so at once. One that sent none at first is not waited for again. */
const TICKET_MS = 200;
/** A peer that is far away, or slow to close, is measured fewer times. */
const LIMIT_MS = 2000;
/** For the peer to close its side. */
const CLOSE_MS = 1000;
/** What a record carries of a close_notify. Whatever else such a record has, every record has. */
const ALERT_BYTES = 2;

/** From the first byte to the last ticket, as the side counts it that opens the connection. */
export interface HandshakeBytes {
  writtenBytes: number;
  readBytes: number;
}

/** What was never seen is absent: resumed handshakes where resumption is off, or where the peer resumes no session. */
export interface MeasuredHandshakes {
  full?: HandshakeBytes;
  resumed?: HandshakeBytes;
}

interface Measured extends HandshakeBytes {
  isResumed: boolean;
  isTicketed: boolean;
}

/** Connects to a peer some times, one after the other. Rejects with the error of a handshake that fails. */
export async function handshakeBytes(
  options: TlsClientOptions,
  address: { host: string; port: number },
): Promise<MeasuredHandshakes> {
  const client = new TlsClient(options);
  const seen: Measured[] = [];
  const sendsTickets = (): boolean => seen.length === 0 || seen.some(({ isTicketed }) => isTicketed);
  const enoughNs = monotonicNs() + msToNs(LIMIT_MS);
  for (let number = 0; number < FULL && (number === 0 || monotonicNs() < enoughNs); number++)
    seen.push(...(await measure(client, address, number, sendsTickets())));
  if (options.security.resumption === "on" && sendsTickets())
    for (let again = 0; again < RESUMED; again++) seen.push(...(await measure(client, address, 0, false)));
  const full = medians(seen.filter(({ isResumed }) => !isResumed));
  const resumed = medians(seen.filter(({ isResumed }) => isResumed));
  return { ...(full && { full }), ...(resumed && { resumed }) };
}

/** Empty where the peer ended the connection first, so that its bytes cannot be told apart. */
async function measure(
  client: TlsClient,
  { host, port }: { host: string; port: number },
  number: number,
  waitsForTicket: boolean,
): Promise<Measured[]> {
  const raw = connect(port, host);
  const socket = client.secure(raw, number);
  let isTicketed = false;
  const ticketed = new Promise<void>((resolve) => {
    socket.once("session", () => {
      isTicketed = true;
      resolve();
    });
  });
  await new Promise((resolve, reject) => {
    socket.once("secureConnect", resolve);
    for (const ended of [socket, raw]) ended.once("error", reject); // one of them has it
  });
  let chunks = 0;
  let plainBytes = 0;
  socket.on("data", (chunk: Buffer) => {
    chunks++; // a chunk never has bytes of two records
    plainBytes += chunk.length;
  });
  const isResumed = socket.isSessionReused();
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  for (const ended of [socket, raw]) ended.on("error", () => {}); // "close" follows
  if (waitsForTicket) await Promise.race([ticketed, closed, wait(TICKET_MS, undefined, { ref: false })]);
  await nextTurn();
  if (socket.destroyed) return [];
  const [writtenBytes, readBytes] = [raw.bytesWritten, raw.bytesRead];
  await close(socket, closed);
  const alertBytes = raw.bytesWritten - writtenBytes;
  if (alertBytes === 0) return [];
  const peersAlertBytes = raw.bytesRead - readBytes >= alertBytes ? alertBytes : 0; // some peers close without
  const recordBytes = plainBytes + chunks * (alertBytes - ALERT_BYTES); // HTTP/2 speaks before it is spoken to
  return [{ isResumed, isTicketed, writtenBytes, readBytes: raw.bytesRead - peersAlertBytes - recordBytes }];
}

async function close(socket: TLSSocket, closed: Promise<void>): Promise<void> {
  const timer = setTimeout(() => socket.destroy(), CLOSE_MS);
  socket.end();
  await closed;
  clearTimeout(timer);
}

/** OpenSSL cannot say goodbye while it reads a ticket. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function medians(seen: readonly HandshakeBytes[]): HandshakeBytes | undefined {
  if (seen.length === 0) return undefined;
  const median = (of: keyof HandshakeBytes): number =>
    seen.map((one) => one[of]).sort((a, b) => a - b)[(seen.length - 1) >> 1]!;
  return { writtenBytes: median("writtenBytes"), readBytes: median("readBytes") };
}
