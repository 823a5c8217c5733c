/** The requests of lean senders, as bytes: head, signature and body in one buffer. */
import { eventId } from "../../events/id.js";
import type { WebhookConfig } from "./config.js";
import type { Keys } from "./signatures/key-ring.js";
import { signatureSchemes } from "./signatures/registry.js";
import type { SignatureScheme } from "./signatures/scheme.js";

export interface EncodesRequests {
  encode(client: number, index: number, body: Buffer): Buffer;
  /** The same event for another attempt: the same id and body, a new timestamp and signature. */
  encodeAgain(client: number, index: number, request: Buffer): Buffer;
}

export class RequestEncoder implements EncodesRequests {
  readonly #scheme: SignatureScheme;
  readonly #keys: Keys;
  readonly #headEnd: string;
  /** Per client: the part of its heads that is the same for all of its events. */
  readonly #headStarts = new Map<number, string>();

  /** `host` as in the Host header: name and port. `resource`: what of a client's is posted. */
  constructor(config: WebhookConfig, keys: Keys, host: string, resource = "events") {
    this.#scheme = signatureSchemes[config.signature];
    this.#keys = keys;
    this.#headEnd =
      `/${resource} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: pushbench\r\nContent-Type: application/json\r\n` +
      (config.connection === "new" ? "Connection: close\r\n" : "");
  }

  encode(client: number, index: number, body: Buffer): Buffer {
    const id = eventId(index);
    const timestamp = Math.floor(Date.now() / 1000);
    const fields = this.#scheme.headers(this.#keys, client, id, timestamp, body);
    let head = `${this.#headStart(client)}Content-Length: ${body.length}\r\nwebhook-id: ${id}\r\n`;
    for (let i = 0; i < fields.length; i += 2) head += `${fields[i]}: ${fields[i + 1]}\r\n`;
    head += "\r\n";
    const request = Buffer.allocUnsafe(head.length + body.length);
    request.write(head, 0, "latin1");
    body.copy(request, head.length);
    return request;
  }

  encodeAgain(client: number, index: number, request: Buffer): Buffer {
    return this.encode(client, index, request.subarray(request.indexOf("\r\n\r\n") + 4));
  }

  #headStart(client: number): string {
    let start = this.#headStarts.get(client);
    if (start === undefined) {
      start = `POST /clients/${client}${this.#headEnd}`;
      this.#headStarts.set(client, start);
    }
    return start;
  }
}
