/** Which requests are events of a client: what is checked, in which order, and the answer to what is not. */
import type { IncomingHttpHeaders } from "node:http";
import { isReadAsAnother, parseEnvelope } from "../../events/envelope.js";
import { indexOfId } from "../../events/id.js";
import { TWO_IDS } from "../delivery/reasons.js";
import { hasGoodHost } from "../http1/required-headers.js";
import type { WebhookConfig } from "./config.js";
import type { KeyRing } from "./signatures/key-ring.js";
import { signatureSchemes } from "./signatures/registry.js";

/** The path, or a whole URL: RFC 9112 section 3.2.2 has servers take both. */
const EVENTS_PATH = /^(?:http:\/\/[^/?#]*)?\/clients\/(0|[1-9]\d{0,8})\/events$/;
const JSON_TYPE = /^application\/json[ \t]*(;|$)/i;

/** Under at-most-once nobody sends an event twice: who does has listened. */
export const REPLAYED = "replayed signature";

/** Where the body of such a request ends, nobody knows. */
const CLOSE = { Connection: "close" };

/** An answer other than success; its reason is counted as a problem. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(status: number, reason: string, headers: Record<string, string> = {}) {
    super(reason);
    this.status = status;
    this.headers = headers;
  }
}

export interface AdmissionRules {
  config: WebhookConfig;
  /** How many clients there are; events of others are 404. */
  clients: number;
  keys: KeyRing;
}

/** What of a request's head is looked at. */
export interface RequestHead {
  url?: string | undefined;
  method?: string | undefined;
  headers: IncomingHttpHeaders;
  rawHeaders: readonly string[];
}

/**
 * What can be said before the body is there. Returns the client whose URL it is, or throws a Refusal. `path`: of what is posted,
 * with the client's number.
 */
export function admitHead({ config, clients }: AdmissionRules, request: RequestHead, path = EVENTS_PATH): number {
  const { url, method, headers } = request;
  if (!hasGoodHost(request.rawHeaders, 0)) throw new Refusal(400, "bad host");
  if ((headers["transfer-encoding"] ?? "chunked").toLowerCase() !== "chunked")
    throw new Refusal(501, "unknown coding", CLOSE);
  const client = Number(path.exec(url ?? "")?.[1] ?? Number.NaN);
  if (!(client < clients)) throw new Refusal(404, "no such path");
  if (method !== "POST") throw new Refusal(405, "not a POST", { Allow: "POST" });
  if (!JSON_TYPE.test(headers["content-type"] ?? "")) throw new Refusal(415, "not application/json");
  if (Number(headers["content-length"] ?? 0) > config.maxBodyBytes) throw tooLarge();
  return client;
}

/** Verifies on the raw bytes that they are the client's; throws a Refusal. */
export function admitBody(
  { config, keys }: AdmissionRules,
  client: number,
  headers: IncomingHttpHeaders,
  body: Buffer,
) {
  const header = (name: string): string | undefined => headers[name]?.toString();
  const nowSeconds = Math.floor(Date.now() / 1000);
  const scheme = signatureSchemes[config.signature];
  const verdict = scheme.verify(keys, client, header, body, nowSeconds, config.toleranceSeconds);
  if (verdict !== "ok") throw new Refusal(401, verdict);
}

/** The number of the event, once its signature was verified; throws a Refusal. */
export function admitEvent(rules: AdmissionRules, client: number, headers: IncomingHttpHeaders, body: Buffer): number {
  admitBody(rules, client, headers, body);
  const id = readId(body);
  if (id !== headers["webhook-id"]?.toString()) throw new Refusal(400, "webhook-id is not the body's id");
  const index = indexOfId(id);
  if (index < 0) throw new Refusal(400, "no event id");
  if (isReadAsAnother(body, index)) throw new Refusal(400, TWO_IDS);
  return index;
}

export const tooLarge = (): Refusal => new Refusal(413, "body too large");

function readId(body: Buffer): string {
  try {
    return parseEnvelope(body.toString()).id;
  } catch (error) {
    throw new Refusal(400, error instanceof SyntaxError ? "not JSON" : "not an event envelope");
  }
}
