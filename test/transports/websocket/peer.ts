/** Our service, and ws clients that join it: an independent peer. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { WebSocket } from "ws";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { accessToken } from "../../../src/events/secret.js";
import type { Flow, Guarantee } from "../../../src/flow.js";
import type { Journal, Service } from "../../../src/transports/transport.js";
import { config, type WebSocketConfig } from "../../../src/transports/websocket/config.js";
import { startService } from "../../../src/transports/websocket/service.js";
import { RecordingObserver } from "./recording-observer.js";

export const ORIGIN = "https://pushbench.example";
export const event = (index: number, text = "hi") => encodeEnvelope(index, "chat.message", 0, JSON.stringify({ text }));
export const ack = (index: number) => `{"ack":"evt_${String(index).padStart(10, "0")}"}`;
/** The event as a client gets it at least once. */
export const numbered = (body: Buffer | string, seq: number) => `${String(body).slice(0, -1)},"seq":${seq}}`;

export interface ServiceSettings {
  flow?: Flow;
  guarantee?: Guarantee;
  clients?: number;
  roomSize?: number;
  config?: Partial<WebSocketConfig>;
  journal?: Journal;
  port?: number;
}

export async function started(t: TestContext, settings: ServiceSettings = {}) {
  const { flow = "ingest", guarantee = "at-least-once", clients = 2, roomSize = clients, port = 0, journal } = settings;
  const observer = new RecordingObserver();
  const service = await startService({
    port,
    config: config.parse(settings.config ?? {}),
    topology: { flow, clients, roomSize },
    guarantee,
    secret: "s",
    observer,
    ...(journal ? { journal } : {}),
  });
  t.after(() => service.close());
  return { service, observer };
}

export interface JoinOptions extends WebSocket.ClientOptions {
  token?: string;
  /** The end of the URL, e.g. &resume=4&epoch=journal. */
  query?: string;
}

/** A ws client that is connected as this client, and the texts that it received. */
export async function joined(t: TestContext, service: Service, client: number, options: JoinOptions = {}) {
  const { token = accessToken("s", client), query = "", ...rest } = options;
  const socket = new WebSocket(`ws://127.0.0.1:${service.port}/connect?client=${client}${query}`, {
    headers: { origin: ORIGIN, authorization: `Bearer ${token}` },
    perMessageDeflate: false,
    ...rest,
  });
  t.after(() => socket.terminate());
  socket.on("error", () => {});
  const received: string[] = [];
  socket.on("message", (data, isBinary) => received.push(isBinary ? "binary!" : String(data)));
  let epoch = "";
  socket.on("upgrade", ({ headers }) => {
    epoch = String(headers["pushbench-epoch"] ?? "");
  });
  await once(socket, "open");
  return { socket, received, epoch };
}

/** A raw TCP connection to the service, and all that came over it. */
export async function raw(t: TestContext, service: Service, first = "") {
  const socket: Socket = connect(service.port, "127.0.0.1");
  t.after(() => socket.destroy());
  socket.on("error", () => {});
  const seen = { text: "", bytes: Buffer.alloc(0), closed: false };
  socket.on("data", (chunk) => {
    seen.bytes = Buffer.concat([seen.bytes, chunk]);
    seen.text = seen.bytes.toString("latin1");
  });
  socket.on("close", () => {
    seen.closed = true;
  });
  await once(socket, "connect");
  if (first !== "") socket.write(first);
  return { socket, seen };
}

/** An upgrade request, with lines replaced or, where undefined, left out. */
export function upgradeRequest(
  client: number,
  changed: Record<string, string | undefined> = {},
  target?: string,
): string {
  const headers: Record<string, string | undefined> = {
    Host: "x",
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    Origin: ORIGIN,
    Authorization: `Bearer ${accessToken("s", client)}`,
    ...changed,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return `GET ${target ?? `/connect?client=${client}`} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}
