/** What HTTP/2 needs of a request, taken from the bytes of HTTP/1.1, so that head, body and signature are made in one place. */
import type { OutgoingHttpHeaders } from "node:http2";
import type { Retry } from "../../delivery/sending/retry-delay.js";
import type { EncodesRequests } from "../request-encoder.js";
import { Post } from "./post.js";

/** They are of the connection, which is another; the host is the authority. */
const LEFT_OUT = new Set(["host", "connection"]);

export class PostEncoder {
  readonly #requests: EncodesRequests;
  readonly #authority: string;

  constructor(requests: EncodesRequests, authority: string) {
    this.#requests = requests;
    this.#authority = authority;
  }

  encode(client: number, index: number, event: Buffer): ClientPost {
    return this.#posted(index, this.#requests.encode(client, index, event));
  }

  /** The same event for another attempt. */
  encodeAgain(client: number, index: number, { request }: ClientPost, retry?: Retry): ClientPost {
    return this.#posted(index, this.#requests.encodeAgain(client, index, request, retry));
  }

  #posted(index: number, request: Buffer): ClientPost {
    const headEnd = request.indexOf("\r\n\r\n");
    const [start, ...lines] = request.toString("latin1", 0, headEnd).split("\r\n");
    const [method, path] = start!.split(" ", 2);
    const headers: OutgoingHttpHeaders = {
      ":method": method,
      ":scheme": "https",
      ":authority": this.#authority,
      ":path": path,
    };
    for (const line of lines) {
      const colon = line.indexOf(":");
      const name = line.slice(0, colon).toLowerCase();
      if (!LEFT_OUT.has(name)) headers[name] = line.slice(colon + 2);
    }
    return new ClientPost(index, headers, request);
  }
}

/** An event that a client posts. */
export class ClientPost extends Post {
  /** Its bytes over HTTP/1.1. */
  readonly request: Buffer;

  constructor(index: number, headers: OutgoingHttpHeaders, request: Buffer) {
    super(index, headers, request.subarray(request.indexOf("\r\n\r\n") + 4));
    this.request = request;
  }
}
