/** A server of pages for whoever sits at this machine: it listens on 127.0.0.1 alone, and can only be read. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PushbenchError } from "../errors.js";
import { LOOPBACK, loopbackUrl } from "../loopback.js";
import { GUARDING_HEADERS, isStream, type Outlet, plain, type Reply } from "./answer.js";
import { examine, type PageRequest } from "./request.js";

export interface PageServerOptions {
  /** 0: the system chooses. */
  port: number;
  /** Must be in the address of every request: letters, digits, "-" and "_". Absent: there is none. */
  token?: string | undefined;
  /** Undefined where there is no such page. */
  answer(request: PageRequest): Reply | undefined | Promise<Reply | undefined>;
  /** Is told why an answer could not be made. */
  onFailure?(error: unknown): void;
}

export interface PageServer {
  port: number;
  /** With the token, and a slash at its end. */
  url: string;
  /** Ends all streams, and cuts what is still open half a second later. */
  close(): Promise<void>;
}

/** Far above what a person with a few windows needs. */
const MOST_CONNECTIONS = 64;
const MOST_HEADERS = 64;
const HEAD_BYTES = 8 * 1024;
const TIMES_MS = {
  headersTimeout: 5000,
  requestTimeout: 5000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 5000,
};
/** An answer that nobody takes. Streams may be silent for as long as they like. */
const UNREAD_MS = 30_000;
/** What a stream keeps for a reader that takes nothing, before it is cut off. */
const MOST_UNREAD_BYTES = 1024 * 1024;
const CLOSE_MS = 500;

/** Resolves when it listens. Throws PushbenchError port-taken. */
export async function openPageServer({ port, token, ...handlers }: PageServerOptions): Promise<PageServer> {
  const streams = new Set<Outlet>();
  let address = { port, token };
  const server = createServer({ ...TIMES_MS, maxHeaderSize: HEAD_BYTES }, (request, response) => {
    respond({ request, response, address, streams, ...handlers }).catch((error: unknown) => {
      handlers.onFailure?.(error);
      response.destroy();
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.maxHeadersCount = MOST_HEADERS;
  server.setTimeout(UNREAD_MS);
  address = { port: await listen(server, port), token };
  server.on("error", (error) => handlers.onFailure?.(error)); // a connection could not be accepted
  let closed: Promise<void> | undefined;
  return {
    port: address.port,
    url: `${loopbackUrl(address.port)}/${token === undefined ? "" : `${token}/`}`,
    close: () => {
      closed ??= close(server, streams);
      return closed;
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen({ host: LOOPBACK, port });
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === "EADDRINUSE" ? "another program listens there" : message;
    throw new PushbenchError("port-taken", `Cannot listen on port ${port} of ${LOOPBACK}: ${why}.`, {
      hint: "Give another port, or 0 to let the system choose one.",
      cause,
    });
  }
}

async function close(server: Server, streams: ReadonlySet<Outlet>): Promise<void> {
  const closed = once(server, "close");
  server.close();
  for (const stream of streams) stream.end();
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
  await closed;
  clearTimeout(cut);
}

interface Exchange extends Pick<PageServerOptions, "answer" | "onFailure"> {
  request: IncomingMessage;
  response: ServerResponse;
  address: { port: number; token: string | undefined };
  streams: Set<Outlet>;
}

async function respond(exchange: Exchange): Promise<void> {
  const { request, response, onFailure } = exchange;
  response.on("error", () => {}); // the reader has gone
  const reply = await replyTo(exchange).catch((error: unknown) => {
    onFailure?.(error);
    return plain(500, `This page could not be made: ${error instanceof Error ? error.message : String(error)}`);
  });
  const isHead = request.method === "HEAD";
  const headers = { ...GUARDING_HEADERS, "content-type": reply.type, ...reply.headers };
  if (isStream(reply)) {
    response.writeHead(200, { ...headers, connection: "close" });
    if (isHead) response.end();
    else stream(exchange, (outlet) => reply.start(outlet));
    return;
  }
  const { status = 200, body } = reply;
  response.writeHead(status, {
    ...headers,
    "content-length": Buffer.byteLength(body),
    ...(hasBody(request) && { connection: "close" }), // nobody reads what it has sent
  });
  response.end(isHead ? undefined : body);
}

async function replyTo({ request, address, answer }: Exchange): Promise<Reply> {
  const { method = "", url: target = "", rawHeaders, headers } = request;
  const hosts = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]!.toLowerCase() === "host");
  const header = (name: string): string | undefined => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  };
  const [fetchSite, fetchDestination] = [header("sec-fetch-site"), header("sec-fetch-dest")];
  const received = { method, target, hosts, hasBody: hasBody(request), fetchSite, fetchDestination };
  const examined = examine(received, address);
  if ("body" in examined) return examined;
  return (await answer({ ...examined, header })) ?? plain(404, "There is no such page here.");
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";

function stream({ request, response, streams }: Exchange, start: (outlet: Outlet) => void): void {
  const outlet: Outlet = {
    write(text) {
      if (response.destroyed || response.writableEnded) return false;
      response.write(text);
      if (response.writableLength <= MOST_UNREAD_BYTES) return true;
      response.destroy();
      return false;
    },
    get unreadBytes() {
      return response.writableLength;
    },
    end: (last) => void response.end(last),
    onEnd: (listener) => void response.once("close", listener),
  };
  streams.add(outlet);
  outlet.onEnd(() => streams.delete(outlet));
  request.socket.setTimeout(0);
  response.flushHeaders();
  start(outlet);
}
