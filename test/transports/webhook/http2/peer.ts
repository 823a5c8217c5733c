/** A service over HTTP/2 that does as a test says, and clients that send to it. */
import { once } from "node:events";
import {
  createSecureServer,
  type Http2SecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { indexOfId } from "../../../../src/events/id.js";
import type { Guarantee } from "../../../../src/flow.js";
import { listenerOptions } from "../../../../src/tls/server.js";
import type { Driver } from "../../../../src/transports/transport.js";
import { createDriver } from "../../../../src/transports/webhook/driver.js";
import { RecordingObserver } from "../recording-observer.js";
import { type Closers, parsed, SECRET, type Settings, security } from "./pair.js";

export interface Received {
  index: number;
  stream: ServerHttp2Stream;
  session: ServerHttp2Session;
  /** The number of the connection, from 0. */
  connection: number;
  body: Buffer;
  headers: IncomingHttpHeaders;
}

export interface Peer {
  url: string;
  server: Http2SecureServer;
  sockets: Socket[];
  received: Received[];
}

interface PeerOptions {
  maxStreams?: number;
  identity?: { chain: string; key: string };
}

/** `whole` is called when a request has come to its end. */
export async function listen(
  closers: Closers,
  whole: (request: Received) => void,
  { maxStreams = 100, identity = security.identity! }: PeerOptions = {},
): Promise<Peer> {
  const settings = { maxConcurrentStreams: maxStreams };
  const server = createSecureServer({ settings, ...listenerOptions({ ...security, identity }, "h2") });
  const peer: Peer = { url: "", server, sockets: [], received: [] };
  const sessions: ServerHttp2Session[] = [];
  server.on("connection", (socket: Socket) => peer.sockets.push(socket));
  server.on("session", (session) => sessions.push(session));
  server.on("stream", (stream, headers) => {
    const index = indexOfId(String(headers["webhook-id"]));
    const session = stream.session as ServerHttp2Session;
    const pieces: Buffer[] = [];
    stream.on("error", () => {});
    stream.on("data", (piece: Buffer) => pieces.push(piece));
    stream.on("end", () => {
      if (stream.destroyed) return;
      const connection = sessions.indexOf(session);
      const request = { index, stream, session, connection, body: Buffer.concat(pieces), headers };
      peer.received.push(request);
      whole(request);
    });
  });
  server.listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  closers.push(async () => {
    for (const socket of peer.sockets) socket.destroy();
    server.close();
  });
  peer.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return peer;
}

export const answer = ({ stream }: Received, status = 204): void => {
  if (!stream.destroyed) stream.respond({ ":status": status }, { endStream: true });
};

/** One client, which sends. */
export async function sender(
  closers: Closers,
  { url }: Pick<Peer, "url">,
  guarantee: Guarantee,
  settings: Settings = {},
): Promise<{ driver: Driver; observer: RecordingObserver }> {
  const observer = new RecordingObserver();
  const driver = await createDriver({
    ...{ config: parsed(settings), guarantee, secret: SECRET, tls: security, observer },
    ...{ topology: { flow: "ingest", clients: 1, roomSize: 1 }, clients: [0], endpoint: { url } },
  });
  closers.push(() => driver.close());
  return { driver, observer };
}
