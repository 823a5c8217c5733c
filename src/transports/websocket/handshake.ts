/** The client's half of the opening handshake: RFC 6455 section 4.1, RFC 7692 section 7.1. */
import { isUtf8 } from "node:buffer";
import { createHash, randomBytes } from "node:crypto";
import { retryAfterSeconds } from "../http1/retry-after.js";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const MAX_ANSWER_BYTES = 16 * 1024;
const SHOWN_BODY_CHARACTERS = 200;

export interface HandshakeOptions {
  /** Of the service, as the Host header has it. */
  authority: string;
  client: number;
  token: string;
  /** The last event that this client had, by its number in that life of the service. */
  resume?: { seq: number; epoch: string } | undefined;
  origin: string;
  /** Offer permessage-deflate without context takeover, and insist on it. */
  deflate: boolean;
}

export const acceptOf = (key: string): string =>
  createHash("sha1")
    .update(key + GUID)
    .digest("base64");

/** One upgrade: the request to send, and the reader of the answer. */
export class Handshake {
  readonly request: Buffer;
  readonly #accept: string;
  readonly #deflate: boolean;
  #answer: Buffer = Buffer.alloc(0);
  #epoch = "";
  /** Where interim answers end. */
  #finalAt = 0;

  constructor(options: HandshakeOptions, key = randomBytes(16).toString("base64")) {
    this.#accept = acceptOf(key);
    this.#deflate = options.deflate;
    const { resume } = options;
    const resumed = resume === undefined ? "" : `&resume=${resume.seq}&epoch=${encodeURIComponent(resume.epoch)}`;
    const lines = [
      `GET /connect?client=${options.client}${resumed} HTTP/1.1`,
      `Host: ${options.authority}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${key}`,
      ...(options.deflate
        ? ["Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover"]
        : []),
      `Origin: ${options.origin}`,
      `Authorization: Bearer ${options.token}`,
    ];
    this.request = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  }

  /**
   * Takes the next bytes of the answer. Returns the bytes behind the handshake (first frames, or none) once it is
   * accepted, undefined while more of the answer is to come. Throws when the service refuses or answers wrongly.
   */
  push(chunk: Buffer): Buffer | undefined {
    this.#answer = Buffer.concat([this.#answer, chunk]);
    const answer = this.#finalAnswer();
    if (answer === undefined) {
      if (this.#answer.length > MAX_ANSWER_BYTES)
        throw new Error(`no end of the answer's head in ${MAX_ANSWER_BYTES} bytes`);
      return undefined;
    }
    const { status, headers, rest } = answer;
    if (!status.startsWith("101")) {
      const bodyBytes = Number(headers.get("content-length") ?? Number.POSITIVE_INFINITY);
      if (rest.length < Math.min(bodyBytes, MAX_ANSWER_BYTES)) return undefined;
      throw new UpgradeRefused(status, headers, rest);
    }
    this.#check(answer);
    this.#epoch = textOf(headers.get("pushbench-epoch") ?? "");
    return rest;
  }

  /** Which life of the service answered, if it numbers events; known once `push` has returned bytes. */
  get epoch(): string {
    return this.#epoch;
  }

  /** Why the handshake failed, when the connection ended before it was complete. */
  ended(): Error {
    const answer = this.#finalAnswer();
    return answer === undefined
      ? new Error("the connection ended before the answer to the upgrade")
      : new UpgradeRefused(answer.status, answer.headers, answer.rest);
  }

  /** Behind interim ones (RFC 9110 section 15.2), which are dropped; undefined while its head is incomplete. */
  #finalAnswer(): (Head & { rest: Buffer }) | undefined {
    for (;;) {
      const headEnd = this.#answer.indexOf("\r\n\r\n", this.#finalAt);
      if (headEnd < 0) return undefined;
      const head = parseHead(this.#answer.toString("latin1", this.#finalAt, headEnd));
      if (!/^1(?!01)/.test(head.status)) return { ...head, rest: this.#answer.subarray(headEnd + 4) };
      this.#finalAt = headEnd + 4;
    }
  }

  #check({ version, headers }: Head): void {
    if (version !== "1.1") throw new Error(`the 101 answer is HTTP/${version}, which has no upgrades`);
    if (headers.get("upgrade")?.toLowerCase() !== "websocket")
      throw new Error("the 101 answer has no Upgrade: websocket");
    const connection = headers.get("connection")?.toLowerCase() ?? "";
    if (!connection.split(/\s*,\s*/).includes("upgrade")) throw new Error("the 101 answer has no Connection: Upgrade");
    if (headers.get("sec-websocket-accept") !== this.#accept)
      throw new Error("the answer's Sec-WebSocket-Accept is wrong");
    if (headers.has("sec-websocket-protocol")) throw new Error("the service chose a subprotocol that was not offered");
    const extensions = headers.get("sec-websocket-extensions");
    if (!this.#deflate) {
      if (extensions !== undefined)
        throw new Error(`the service chose an extension that was not offered: ${extensions}`);
      return;
    }
    const [name, ...parameters] = (extensions ?? "").split(/\s*;\s*/);
    if (name !== "permessage-deflate" || !parameters.includes("server_no_context_takeover")) {
      const chosen = extensions ?? "none";
      throw new Error(
        `the service did not accept permessage-deflate; server_no_context_takeover (extensions: ${chosen})`,
      );
    }
  }
}

interface Head {
  version: string;
  status: string;
  /** By name in lower case; several of one name are a list. */
  headers: Map<string, string>;
}

function parseHead(head: string): Head {
  const [statusLine = "", ...lines] = head.split("\r\n");
  const [, version, status] = /^HTTP\/(1\.[01]) (\d{3}.*)$/.exec(statusLine) ?? [];
  if (version === undefined || status === undefined)
    throw new Error(`not an HTTP/1.1 answer: ${JSON.stringify(statusLine.slice(0, 80))}`);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const [name, value] = [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return { version, status: status.trimEnd(), headers };
}

/** Header text beyond ASCII is Latin-1 to some services and UTF-8 to others. */
function textOf(latin1: string): string {
  const bytes = Buffer.from(latin1, "latin1");
  return isUtf8(bytes) ? bytes.toString() : latin1;
}

/** The service answered, and not with an upgrade. */
export class UpgradeRefused extends Error {
  /** 0: it names no time. */
  readonly retryAfterSeconds: number;

  constructor(status: string, headers: Map<string, string>, body: Buffer) {
    const shown = body.toString("utf8").trim().slice(0, SHOWN_BODY_CHARACTERS);
    super(`the service answered ${status}${shown === "" ? "" : `: ${shown}`}`);
    this.retryAfterSeconds = retryAfterSeconds(headers.get("retry-after"), Date.now());
  }
}
