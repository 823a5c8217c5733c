/** Who may open a WebSocket: everything is checked at the upgrade, before a byte of the protocol is spoken. */
import { timingSafeEqual } from "node:crypto";
import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { accessToken } from "../../events/secret.js";

export type Admission = { client: number } | { status: 400 | 401 | 403 | 404; reason: string };

export interface AdmissionRules {
  /** Clients are numbered from 0 to one below this. */
  clients: number;
  secret: string;
  origins: readonly string[];
}

export function admit(request: Pick<IncomingMessage, "url" | "headers">, rules: AdmissionRules): Admission {
  const [path, query = ""] = (request.url ?? "").split("?", 2);
  if (path !== "/connect") return { status: 404, reason: "only /connect is here" };
  const number = new URLSearchParams(query).get("client") ?? "";
  const client = /^\d{1,10}$/.test(number) ? Number(number) : -1;
  if (client < 0 || client >= rules.clients) {
    return { status: 400, reason: `client must be a number from 0 to ${rules.clients - 1}` };
  }
  const { origin, authorization } = request.headers;
  if (origin === undefined || !rules.origins.includes(origin))
    return { status: 403, reason: "this origin is not allowed" };
  const shown = Buffer.from(authorization ?? "");
  const expected = Buffer.from(`Bearer ${accessToken(rules.secret, client)}`);
  if (shown.length !== expected.length || !timingSafeEqual(shown, expected)) {
    return { status: 401, reason: "the bearer token is missing or wrong" };
  }
  return { client };
}

/** Answers an upgrade request with an error and closes its connection. */
export function refuseUpgrade(socket: Duplex, status: number, reason: string): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Connection: close",
    "Content-Type: text/plain",
    `Content-Length: ${Buffer.byteLength(reason)}`,
    ...(status === 401 ? ["WWW-Authenticate: Bearer"] : []),
  ];
  socket.once("error", () => socket.destroy()); // the other side may be gone already
  socket.once("finish", () => socket.destroy());
  socket.end(`${head.join("\r\n")}\r\n\r\n${reason}`);
}
