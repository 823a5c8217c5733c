/** The client's half of the opening handshake: RFC 6455 section 4.1, RFC 7692 section 7.1. */
import { isUtf8 } from "node:buffer";
import { createHash, randomBytes } from "node:crypto";
import type { HttpHead } from "../http1/http-head.js";
import { HttpParser } from "../http1/http-parser.js";
import { AnsweredOtherwise, MAX_REFUSAL_BYTES, malformedAnswer } from "../http1/service-answers.js";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const SWITCHING_PROTOCOLS = 101;

export interface UpgradeOptions {
  /** Of the service, as the Host header has it. */
  authority: string;
  /** Path and query. */
  target: string;
  /** Lines of the request beside those of the handshake. */
  headers: readonly string[];
  /** Offered, and insisted on. */
  subprotocol?: string | undefined;
  /** Offer permessage-deflate without context takeover, and insist on it. */
  deflate: boolean;
}

/** How a client of our own dialect asks. */
export interface Visitor {
  client: number;
  token: string;
  /** The last event that this client had, by its number in that life of the service. */
  resume?: { seq: number; epoch: string } | undefined;
  origin: string;
}

export function upgradeOf({ client, token, resume, origin }: Visitor): Pick<UpgradeOptions, "target" | "headers"> {
  const resumed = resume === undefined ? "" : `&resume=${resume.seq}&epoch=${encodeURIComponent(resume.epoch)}`;
  return {
    target: `/connect?client=${client}${resumed}`,
    headers: [`Origin: ${origin}`, `Authorization: Bearer ${token}`],
  };
}

export const acceptOf = (key: string): string =>
  createHash("sha1")
    .update(key + GUID)
    .digest("base64");

/** One upgrade: the request to send, and the reader of the answer. */
export class Handshake {
  readonly request: Buffer;
  readonly #accept: string;
  readonly #subprotocol: string | undefined;
  readonly #deflate: boolean;
  readonly #parser = new HttpParser("response", MAX_REFUSAL_BYTES, { upgrade: true });
  #epoch = "";

  constructor(options: UpgradeOptions, key = randomBytes(16).toString("base64")) {
    this.#accept = acceptOf(key);
    this.#subprotocol = options.subprotocol;
    this.#deflate = options.deflate;
    const lines = [
      `GET ${options.target} HTTP/1.1`,
      `Host: ${options.authority}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${key}`,
      ...(options.deflate
        ? ["Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover"]
        : []),
      ...(options.subprotocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${options.subprotocol}`]),
      ...options.headers,
    ];
    this.request = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  }

  /**
   * Takes the next bytes of the answer. Returns the bytes behind the handshake (first frames, or none) once it is
   * accepted, undefined while more of the answer is to come. Throws when the service refuses or answers wrongly.
   */
  push(chunk: Buffer): Buffer | undefined {
    const parser = this.#parser;
    const read = parser.parse(chunk, 0, chunk.length);
    if (parser.problem !== null) throw malformedAnswer(parser);
    if (!parser.done) return undefined;
    const { head, body } = parser;
    if (head.status !== SWITCHING_PROTOCOLS) throw new AnsweredOtherwise(head, body);
    this.#check(head);
    this.#epoch = textOf(head.header("pushbench-epoch") ?? "");
    return chunk.subarray(read);
  }

  /** Which life of the service answered, if it numbers events; known once `push` has returned bytes. */
  get epoch(): string {
    return this.#epoch;
  }

  /** Why the handshake failed, when the connection ended before it was complete. */
  ended(): Error {
    const parser = this.#parser;
    parser.end();
    const { head, body, bodyBytesRead } = parser;
    return head.complete
      ? new AnsweredOtherwise(head, body.subarray(0, bodyBytesRead))
      : new Error("the connection ended before the answer to the upgrade");
  }

  /** A browser insists as well: WHATWG WebSockets, "establish a WebSocket connection". */
  #checkSubprotocol(chosen: string | undefined): void {
    const offered = this.#subprotocol;
    if (chosen === offered) return;
    if (offered === undefined) throw new Error("the service chose a subprotocol that was not offered");
    throw new Error(
      chosen === undefined
        ? `the service chose no subprotocol; offered was ${offered}`
        : `the service chose the subprotocol ${chosen.slice(0, SHOWN_CHARACTERS)}; offered was ${offered}`,
    );
  }

  #check(head: HttpHead): void {
    if (!head.http11) throw new Error("the 101 answer is HTTP/1.0, which has no upgrades");
    if (head.list("upgrade")?.toLowerCase() !== "websocket")
      throw new Error("the 101 answer has no Upgrade: websocket");
    const connection = head.list("connection")?.toLowerCase() ?? "";
    if (!connection.split(/\s*,\s*/).includes("upgrade")) throw new Error("the 101 answer has no Connection: Upgrade");
    if (head.list("sec-websocket-accept") !== this.#accept)
      throw new Error("the answer's Sec-WebSocket-Accept is wrong");
    this.#checkSubprotocol(head.list("sec-websocket-protocol"));
    const extensions = head.list("sec-websocket-extensions");
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

/** What of a header is shown that a service made up. */
const SHOWN_CHARACTERS = 100;

/** Header text beyond ASCII is Latin-1 to some services and UTF-8 to others. */
function textOf(latin1: string): string {
  const bytes = Buffer.from(latin1, "latin1");
  return isUtf8(bytes) ? bytes.toString() : latin1;
}
