/** The bus of a fleet over NATS. This file alone knows the package, and it is loaded only where a fleet is asked for. */
import { setTimeout } from "node:timers/promises";
import {
  type ConnectionOptions,
  connect,
  createInbox,
  type NatsConnection,
  nkeyAuthenticator,
} from "@nats-io/transport-node";
import { PushbenchError } from "../../errors.js";
import type { Bus, Heard } from "./bus.js";
import type { NatsServer } from "./nats-server.js";

const CONNECT_MS = 5_000;
const LAST_WORDS_MS = 1_000;
/** A restart of the server must be over before a worker takes its coordinator for dead. */
const RECONNECT_MS = 200;
/** A connection that died without a word is noticed when two pings had no answer. The package's two minutes are too long to be away. */
const PING_MS = 2_000;
const MOST_UNANSWERED_PINGS = 2;

/** `name`: how the server's monitoring shows this connection. Throws PushbenchError fleet-unreachable. */
export async function openNats(server: NatsServer, name: string): Promise<Bus> {
  const credentials = credentialsOf(server);
  try {
    const connection = await connect({
      servers: server.servers,
      name,
      ...credentials,
      ...(server.isEncrypted && { tls: {} }),
      timeout: CONNECT_MS,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_MS,
      reconnectJitter: RECONNECT_MS / 2,
      pingInterval: PING_MS,
      maxPingOut: MOST_UNANSWERED_PINGS,
    });
    return new NatsBus(connection);
  } catch (cause) {
    const { message, name: kind } = cause as Error;
    const isRefused = kind === "AuthorizationError";
    throw new PushbenchError(
      "fleet-unreachable",
      `The NATS server ${server.shown} ${isRefused ? "refuses the connection" : "cannot be reached"}: ${message}`,
      {
        hint: isRefused
          ? "Give what it asks for: nats://TOKEN@host, nats://user:password@host, PUSHBENCH_NATS_TOKEN, or an nkey that it knows (--nats-nkey-file). docs/fleet.md says more."
          : "Is nats-server running, and is its port open from here? docs/fleet.md says how to start it.",
        cause,
      },
    );
  }
}

/** As the package takes them. Throws PushbenchError usage. */
function credentialsOf({
  credentials,
}: NatsServer): Pick<ConnectionOptions, "authenticator" | "pass" | "token" | "user"> {
  if (!("nkeySeed" in credentials)) return credentials;
  const authenticator = nkeyAuthenticator(Buffer.from(credentials.nkeySeed));
  try {
    authenticator("a seed has a checksum"); // what the server says of a damaged one would not tell why
  } catch (cause) {
    throw new PushbenchError("usage", `The seed of the nkey is damaged: ${(cause as Error).message}.`, {
      hint: "Was all of it copied? nk -gen user makes a new one, whose public half the server must be told.",
      cause,
    });
  }
  return { authenticator };
}

class NatsBus implements Bus {
  readonly #connection: NatsConnection;
  readonly maxPayloadBytes: number;
  readonly ownAddress: string | undefined;
  readonly closed: Promise<void>;
  lastProblem: string | undefined;

  constructor(connection: NatsConnection) {
    this.#connection = connection;
    this.maxPayloadBytes = connection.info?.max_payload ?? 2 ** 20;
    this.ownAddress = connection.info?.client_ip;
    this.closed = connection.closed().then((error) => {
      if (error) this.lastProblem = error.message;
    });
    void this.#watch();
  }

  publish(subject: string, data: Uint8Array): void {
    if (!this.#connection.isClosed()) this.#connection.publish(subject, data);
  }

  subscribe(subject: string, heard: Heard): () => void {
    const subscription = this.#connection.subscribe(subject, {
      callback: (error, message) => {
        if (error) this.lastProblem = error.message;
        else heard(message.data, (data) => void message.respond(data));
      },
    });
    return () => {
      if (!this.#connection.isClosed()) subscription.unsubscribe();
    };
  }

  async request(subject: string, data: Uint8Array, timeoutMs: number): Promise<Uint8Array | undefined> {
    try {
      return (await this.#connection.request(subject, data, { timeout: timeoutMs })).data;
    } catch (error) {
      this.lastProblem = (error as Error).message; // nobody listens, nobody answers in time, or it may not be asked
      return undefined;
    }
  }

  async gather(subject: string, data: Uint8Array, forMs: number): Promise<Uint8Array[]> {
    const answers: Uint8Array[] = [];
    if (this.#connection.isClosed()) return answers;
    const inbox = createInbox();
    const subscription = this.#connection.subscribe(inbox, {
      callback: (error, message) => {
        if (error) this.lastProblem = error.message;
        else if (message.data.length > 0) answers.push(message.data); // an empty one says that nobody listens
      },
    });
    this.#connection.publish(subject, data, { reply: inbox });
    await setTimeout(forMs);
    if (!this.#connection.isClosed()) subscription.unsubscribe();
    return answers;
  }

  async close(): Promise<void> {
    // What was said last must still arrive, but a server that is away would be waited for without end.
    const arrived = new AbortController();
    const patience = setTimeout(LAST_WORDS_MS, undefined, { signal: arrived.signal }).catch(() => {});
    await Promise.race([this.#connection.drain().catch(() => {}), patience]);
    arrived.abort();
    await this.#connection.close();
  }

  async #watch(): Promise<void> {
    for await (const status of this.#connection.status()) {
      if (status.type === "error") this.lastProblem = status.error.message;
    }
  }
}
