/** Services that know nothing of pushbench, and our driver with its clients. */
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { type ServerOptions, type WebSocket, WebSocketServer } from "ws";
import { encodeEnvelope } from "../../../../src/events/envelope.js";
import type { Flow, Guarantee } from "../../../../src/flow.js";
import { loopbackUrl } from "../../../../src/loopback.js";
import { createAdaptedDriver } from "../../../../src/transports/websocket/adapted/driver.js";
import { config } from "../../../../src/transports/websocket/config.js";
import { RecordingObserver } from "../recording-observer.js";

export type Settings = Parameters<typeof config.parse>[0] & Record<string, unknown>;
export type Serve = (socket: WebSocket, request: IncomingMessage) => void;

export const event = (index: number, text = "hi") => encodeEnvelope(index, "chat.message", 0, JSON.stringify({ text }));
export const id = (index: number): string => `evt_${String(index).padStart(10, "0")}`;

/** Longer than any test. */
export const NEVER = { minSeconds: 1000, maxSeconds: 1000, jitter: "none" } as const;
export const SOON = { minSeconds: 0.001, maxSeconds: 0.001, jitter: "none" } as const;

/** A ws server that treats every connection so. */
export async function serving(t: TestContext, serve: Serve, options: ServerOptions = {}) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, ...options });
  server.on("connection", (socket, request) => {
    socket.on("error", () => {});
    serve(socket, request);
  });
  await once(server, "listening");
  t.after(async () => {
    for (const socket of server.clients) socket.terminate();
    server.close();
    await once(server, "close");
  });
  return { server, port: (server.address() as AddressInfo).port };
}

export interface Played {
  clients?: readonly number[];
  flow?: Flow;
  guarantee?: Guarantee;
  roomSize?: number;
  openTimeoutMs?: number;
  /** Who sent each event; by default nobody remembers. */
  senders?: readonly number[];
}

/** A driver to that port; its clients are not open yet. */
export function driverTo(t: TestContext, port: number, settings: Settings, played: Played = {}) {
  const { clients = [0], flow = "ingest", guarantee = "at-least-once", openTimeoutMs, senders } = played;
  const observer = new RecordingObserver();
  const driver = createAdaptedDriver(
    {
      endpoint: { url: loopbackUrl(port) },
      clients,
      config: config.parse(settings),
      topology: { flow, clients: clients.length, roomSize: played.roomSize ?? clients.length },
      guarantee,
      secret: "s",
      observer,
      ...(senders && { sentEvent: (index: number) => event(index), senderOf: (index: number) => senders[index] }),
    },
    openTimeoutMs,
  );
  t.after(() => driver.close());
  const send = (client: number, index: number): void =>
    driver.send(client, index, driver.prepare(client, index, event(index)));
  return { driver, observer, send };
}
