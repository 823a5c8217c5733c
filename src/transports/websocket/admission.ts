/** Who may open a WebSocket: everything is checked at the upgrade, before a byte of the protocol is spoken. */
import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Resume } from "../delivery/sending/deliveries.js";
import { hasGoodHost } from "../http1/required-headers.js";
import { authorize, type TokenRules } from "./access-tokens.js";

export interface Admitted {
  client: number;
  /** When its token ends, in Unix time. */
  expiresAtSeconds: number | undefined;
  resume: Resume | undefined;
}

export interface Refused {
  status: 400 | 401 | 403 | 404 | 408 | 503;
  reason: string;
}

export interface AdmissionRules extends TokenRules {
  /** Clients are numbered from 0 to one below this. */
  clients: number;
  origins: readonly string[];
  /** Whether there is room for this client. */
  hasRoomFor(client: number): boolean;
}

/** RFC 9112 section 3.2.2: a server takes a whole URL, too. */
const ORIGIN_OF_URL = /^https?:\/\/[^/?#]*/i;

export type UpgradeRequest = Pick<IncomingMessage, "url" | "headers" | "rawHeaders" | "httpVersion">;

export function admit(request: UpgradeRequest, rules: AdmissionRules): Admitted | Refused {
  // RFC 6455 section 4.2.1. Node does not see to it that an upgrade has a Host.
  if (request.httpVersion !== "1.1") return { status: 400, reason: "an upgrade needs HTTP/1.1" };
  if (!hasGoodHost(request.rawHeaders, 1)) return { status: 400, reason: "there must be one Host, and a good one" };
  // Node hands its bytes on as if they were frames.
  const { "content-length": length = "0", "transfer-encoding": coding } = request.headers;
  if (length !== "0" || coding !== undefined) return { status: 400, reason: "an upgrade has no body" };
  const [path, query = ""] = (request.url ?? "").replace(ORIGIN_OF_URL, "").split("?", 2);
  if (path !== "/connect") return { status: 404, reason: "only /connect is here" };
  const parameters = new URLSearchParams(query);
  if (["client", "resume", "epoch"].some((name) => parameters.getAll(name).length > 1))
    return { status: 400, reason: "client, resume and epoch can be said once" };
  const number = parameters.get("client") ?? "";
  const client = /^\d{1,10}$/.test(number) ? Number(number) : -1;
  if (client < 0 || client >= rules.clients) {
    return { status: 400, reason: `client must be a number from 0 to ${rules.clients - 1}` };
  }
  const [seq, epoch] = [parameters.get("resume"), parameters.get("epoch") ?? ""];
  if (seq !== null && !/^\d{1,15}$/.test(seq)) return { status: 400, reason: "resume must be the number of an event" };
  const { origin } = request.headers;
  if (origin === undefined || !rules.origins.includes(origin))
    return { status: 403, reason: "this origin is not allowed" };
  const verdict = authorize(request, client, rules);
  if ("status" in verdict) return verdict;
  if (!rules.hasRoomFor(client)) return { status: 503, reason: "too many connections" };
  return { client, ...verdict, resume: seq === null ? undefined : { seq: Number(seq), epoch } };
}

const SECONDS_UNTIL_ROOM = 1;
const extraHeaders: Partial<Record<number, string>> = {
  400: "Sec-WebSocket-Version: 13",
  401: "WWW-Authenticate: Bearer",
  503: `Retry-After: ${SECONDS_UNTIL_ROOM}`,
};

/** Answers an upgrade request with an error and closes its connection. */
export function refuseUpgrade(socket: Duplex, { status, reason }: Refused): void {
  const extra = extraHeaders[status];
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Connection: close",
    "Content-Type: text/plain",
    `Content-Length: ${Buffer.byteLength(reason)}`,
    ...(extra === undefined ? [] : [extra]),
  ];
  socket.once("error", () => socket.destroy()); // the other side may be gone already
  socket.once("finish", () => socket.destroy());
  socket.end(`${head.join("\r\n")}\r\n\r\n${reason}`);
}
