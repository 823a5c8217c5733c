/** The requests of lean senders, as bytes: head, signature and body in one buffer. */
import { eventId } from "../../events/id.js";
import type { Retry } from "../delivery/sending/retry-delay.js";
import type { WebhookConfig } from "./config.js";
import type { Keys } from "./signatures/key-ring.js";
import { signatureSchemes } from "./signatures/registry.js";
import type { SignatureScheme } from "./signatures/scheme.js";

export interface EncodesRequests {
  encode(client: number, index: number, body: Buffer): Buffer;
  /** The same event for another attempt: the same id and body, a new timestamp and signature. */
  encodeAgain(client: number, index: number, request: Buffer, retry?: Retry): Buffer;
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

  encode(client: number, index: number, body: Buffer, retry?: Retry): Buffer {
    const signed = { client, index, body, scheme: this.#scheme, keys: this.#keys };
    return signedRequest(this.#headStart(client), signed, retry);
  }

  encodeAgain(client: number, index: number, request: Buffer, retry?: Retry): Buffer {
    return this.encode(client, index, bodyOf(request), retry);
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

interface Signed {
  client: number;
  index: number;
  body: Buffer;
  scheme: SignatureScheme;
  keys: Keys;
}

/** `headStart`: the request line and the header fields that do not depend on the body, each with its line break. */
export function signedRequest(
  headStart: string,
  { client, index, body, scheme, keys }: Signed,
  retry: Retry | undefined,
): Buffer {
  const id = eventId(index);
  const fields = scheme.headers(keys, client, id, Math.floor(Date.now() / 1000), body);
  if (retry !== undefined) fields.push(...(scheme.retryHeaders?.(retry) ?? []));
  let head = `${headStart}Content-Length: ${body.length}\r\nwebhook-id: ${id}\r\n`;
  for (let i = 0; i < fields.length; i += 2) head += `${fields[i]}: ${fields[i + 1]}\r\n`;
  head += "\r\n";
  const request = Buffer.allocUnsafe(head.length + body.length);
  request.write(head, 0, "latin1");
  body.copy(request, head.length);
  return request;
}

/** Of a request that `signedRequest` made. */
export const bodyOf = (request: Buffer): Buffer => request.subarray(request.indexOf("\r\n\r\n") + 4);
