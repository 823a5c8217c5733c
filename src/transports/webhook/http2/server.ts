/**
 * A server of HTTP/2 over TLS that is careful: it speaks nothing else, has limits on what a session may hold and how long it may take,
 * and ends sessions that only make work. Its raw sockets are counted.
 */
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session, type ServerOptions } from "node:http2";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { tlsFailure } from "../../../tls/failure.js";
import { rawSocket } from "../../../tls/raw-socket.js";
import type { Security } from "../../../tls/security.js";
import { listenerOptions, watchSecure } from "../../../tls/server.js";
import { MAX_HEAD_BYTES } from "../../http1/http-syntax.js";
import { tickMsOf } from "../../http1/slow-senders.js";
import type { SocketTally } from "../../socket-tally.js";
import type { WebhookConfig } from "../config.js";
import type { RequestRules } from "./served-request.js";
import { ServedSession, type SessionRules } from "./served-session.js";

/** How long whoever closes the server waits for its peers to say goodbye. */
const GOODBYE_MS = 500;

export interface ServerSettings extends Omit<RequestRules, "tick" | "maxBodyBytes"> {
  tls: Security;
  tally: SocketTally;
  maxStreams: number;
  /** The largest body, and a time limit each: for a head that has begun, for the body behind it, for a session without requests. */
  config: Pick<WebhookConfig, "maxBodyBytes" | "headSeconds" | "bodySeconds" | "keepAliveSeconds">;
  /** Whose connection it is. Absent: anybody's. */
  clientOf?(raw: Socket): number;
}

export class SecureHttp2Server {
  /** Encrypts and serves what it accepts, or what it is given as a "connection". */
  readonly server: Http2SecureServer;
  readonly #settings: ServerSettings;
  readonly #sessions = new Set<ServedSession>();
  readonly #timer: NodeJS.Timeout;
  #tick = 0;
  #isClosing = false;

  constructor(settings: ServerSettings) {
    this.#settings = settings;
    const { tls, tally, maxStreams, config } = settings;
    const [headMs, bodyMs, keepAliveMs] = [
      config.headSeconds * 1e3,
      config.bodySeconds * 1e3,
      config.keepAliveSeconds * 1e3,
    ];
    const options: ServerOptions = {
      settings: { maxConcurrentStreams: maxStreams, maxHeaderListSize: MAX_HEAD_BYTES },
    };
    this.server = createSecureServer({ ...options, ...listenerOptions(tls, "h2"), allowHTTP1: false });
    const tickMs = tickMsOf(headMs, bodyMs);
    const ticks = (ms: number): number => Math.ceil(ms / tickMs);
    const rules: SessionRules = {
      ...settings,
      maxBodyBytes: config.maxBodyBytes,
      tick: () => this.#tick,
      ticks: { head: ticks(headMs), body: ticks(bodyMs), keepAlive: ticks(keepAliveMs) },
      resetsPerTick: (RESETS_PER_SECOND * tickMs) / 1000,
    };
    this.#timer = setInterval(() => this.#sweep(), tickMs).unref();
    this.#watch(rules, tally);
  }

  get sessions(): Iterable<ServedSession> {
    return this.#sessions;
  }

  /** Says goodbye to every session. Resolves when they are closed, or were given up. */
  async close(): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#timer);
    const { tally } = this.#settings;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, GOODBYE_MS)));
    const left = [...this.#sessions].map((session) => session.leave());
    await Promise.race([Promise.all(left), late]);
    clearTimeout(timer);
    await tally.destroyAll();
  }

  #watch(rules: SessionRules, tally: SocketTally): void {
    const { problem, clientOf } = this.#settings;
    let newest: ServerHttp2Session | undefined;
    // node:http2 makes the session of a socket first, and then others are told of the socket, in the same turn.
    this.server.on("session", (session: ServerHttp2Session) => (newest = session));
    watchSecure(this.server, {
      raw: (socket) => tally.track(socket),
      secure: (socket) => {
        tally.secured(socket, "accepted");
        if (newest !== undefined && newest.socket !== undefined) this.#serve(newest, socket, rules, clientOf);
        newest = undefined;
      },
      failed: (error) => {
        if (!this.#isClosing) problem(tlsFailure(error, true) ?? error.message);
      },
    });
    this.server.on("unknownProtocol", (socket: TLSSocket) => {
      problem("TLS: the peer chose no protocol, not h2");
      socket.destroy();
    });
    this.server.on("sessionError", (error: NodeJS.ErrnoException) => {
      if (error.code?.startsWith("ERR_HTTP2")) problem(`HTTP/2: ${error.message}`);
    });
  }

  #serve(
    session: ServerHttp2Session,
    socket: TLSSocket,
    rules: SessionRules,
    clientOf: ServerSettings["clientOf"],
  ): void {
    const raw = rawSocket(socket);
    const served = new ServedSession(rules, session, raw, clientOf?.(raw) ?? Number.NaN);
    this.#sessions.add(served);
    socket.on("close", () => this.#sessions.delete(served));
    if (this.#isClosing) void served.leave();
  }

  #sweep(): void {
    this.#tick++;
    for (const session of this.#sessions) session.sweep();
  }
}

/** As nghttp2 has it: a peer that takes back more requests than that, beyond those that it may have under way, makes work only. */
const RESETS_PER_SECOND = 33;
