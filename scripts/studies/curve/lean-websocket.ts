/**
 * A WebSocket client of plain sockets, as lean as it can be, in a process of its own: it shares no code with pushbench's drivers but what an
 * event looks like. Events are due at even times, whatever became of those before; without a rate, each connection sends its next when
 * it has the acknowledgement of the last.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { eventId } from "../../../src/events/id.js";
import { accessToken } from "../../../src/events/secret.js";
import { encodeEvent } from "../../../src/events/templates.js";
import { serve } from "../../../src/processes/channel.js";
import { PAYLOAD_BYTES, TEMPLATE } from "../wrk/target.js";
import type { Load } from "./point.js";

/** The longest wait for acknowledgements at the end. */
const DRAIN_MS = 1_000;
const MASK = Buffer.from([0x2b, 0x7e, 0x15, 0x16]);
const TEXT_AND_FINAL = 0x81;

export interface LeanRequest extends Load {
  port: number;
  secret: string;
  /** No two requests to a service may have an event in common. */
  firstEvent: number;
}

export interface LeanAnswer {
  acked: number;
  /** From the first event to the last acknowledgement. */
  seconds: number;
  /** From when an event was sent to its acknowledgement, sorted. */
  latenciesMs: number[];
}

const methods = { load };
export type LeanMethods = typeof methods;
serve(methods);

async function load({ port, secret, connections, seconds, perSecond, firstEvent }: LeanRequest): Promise<LeanAnswer> {
  const clients = await Promise.all(Array.from({ length: connections }, (_, i) => LeanClient.open(port, secret, i)));
  const latenciesMs: number[] = [];
  const startMs = performance.now();
  const endMs = startMs + seconds * 1e3;
  let sent = 0;
  let lastAckMs = startMs;
  for (const client of clients) {
    client.onAck = (tookMs) => {
      latenciesMs.push(tookMs);
      lastAckMs = performance.now();
      if (perSecond === undefined && lastAckMs < endMs) client.send(firstEvent + sent++);
    };
  }
  if (perSecond === undefined) for (const client of clients) client.send(firstEvent + sent++);
  while (performance.now() < endMs) {
    const due = Math.floor(((performance.now() - startMs) / 1e3) * (perSecond ?? 0));
    while (sent < due) clients[sent % connections]!.send(firstEvent + sent++);
    await setImmediate(); // a timer comes too late: it would send several at once, which cost the service less
  }
  while (latenciesMs.length < sent && performance.now() < endMs + DRAIN_MS) await setImmediate();
  for (const client of clients) client.close();
  if (latenciesMs.length < sent) throw new Error(`${sent - latenciesMs.length} of ${sent} were not acknowledged`);
  return { acked: sent, seconds: (lastAckMs - startMs) / 1e3, latenciesMs: latenciesMs.sort((a, b) => a - b) };
}

class LeanClient {
  readonly #socket: Socket;
  /** When those were sent that have no acknowledgement: these come in the same order. */
  readonly #sentMs: number[] = [];
  #rest: Buffer = Buffer.alloc(0);
  onAck: (tookMs: number) => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk) => this.#read(chunk));
  }

  static async open(port: number, secret: string, client: number): Promise<LeanClient> {
    const socket = connect(port, "127.0.0.1").setNoDelay(true);
    socket.write(
      `GET /connect?client=${client} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n` +
        `Origin: https://pushbench.example\r\nAuthorization: Bearer ${accessToken(secret, client)}\r\n\r\n`,
    );
    const [answer] = (await once(socket, "data")) as [Buffer];
    if (!answer.toString().startsWith("HTTP/1.1 101 ")) throw new Error(`the service answered ${answer}`);
    return new LeanClient(socket);
  }

  send(index: number): void {
    this.#sentMs.push(performance.now());
    this.#socket.write(maskedFrame(index));
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Frames of the service are short and not masked: two bytes, then so many. */
  #read(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (let end = 0; at + 2 <= bytes.length; at = end) {
      end = at + 2 + bytes[at + 1]!;
      if (end > bytes.length) break;
      if (bytes[at] === TEXT_AND_FINAL) this.#ack(bytes.toString("latin1", at + 2, end));
    }
    this.#rest = bytes.subarray(at);
  }

  #ack(text: string): void {
    if (!text.startsWith('{"ack":"')) throw new Error(`the service said ${text}`);
    this.onAck(performance.now() - this.#sentMs.shift()!);
  }
}

/** Of one event, as JSON, with the place of its id. */
const TEMPLATE_EVENT = encodeEvent(TEMPLATE, 1, { index: 0, dueNs: 0, bytes: PAYLOAD_BYTES });
const ID_AT = TEMPLATE_EVENT.indexOf(eventId(0));

function maskedFrame(index: number): Buffer {
  const length = TEMPLATE_EVENT.length;
  const frame = Buffer.allocUnsafe(8 + length);
  frame[0] = TEXT_AND_FINAL;
  frame[1] = 0x80 | 126;
  frame.writeUInt16BE(length, 2);
  MASK.copy(frame, 4);
  TEMPLATE_EVENT.copy(frame, 8);
  frame.write(eventId(index), 8 + ID_AT, "latin1");
  for (let i = 0; i < length; i++) frame[8 + i] = frame[8 + i]! ^ MASK[i & 3]!;
  return frame;
}
