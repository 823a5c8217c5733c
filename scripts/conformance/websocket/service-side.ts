/** The fuzzing peer as a client: every case against our WebSocket service, over real sockets. */
import { once } from "node:events";
import { accessToken } from "../../../src/events/secret.js";
import type { Security } from "../../../src/tls/security.js";
import { concurrently } from "../../../src/transports/concurrently.js";
import { silentObserver } from "../../../src/transports/silent-observer.js";
import { config } from "../../../src/transports/websocket/config.js";
import { startService } from "../../../src/transports/websocket/service.js";
import type { CaseResult } from "../case-result.js";
import { dial } from "../dial.js";
import type { WebSocketCase } from "./case.js";
import { webSocketCases } from "./cases/all.js";
import { MAX_MESSAGE_BYTES } from "./cases/limits.js";
import { judge } from "./judge.js";
import { type Outcome, play } from "./play.js";

const SUITE = "websocket-service";
const SECRET = "conformance";
const AT_ONCE = 64;

export async function serviceSide(tls?: Security): Promise<CaseResult[]> {
  const rows: CaseResult[] = [];
  for (const deflate of [false, true]) {
    const cases = webSocketCases.filter((one) => (one.deflate !== undefined) === deflate);
    const service = await startService({
      port: 0,
      config: config.parse({ deflate, maxPayloadBytes: MAX_MESSAGE_BYTES }),
      topology: { flow: "ingest", clients: cases.length, roomSize: cases.length },
      guarantee: "at-least-once",
      secret: SECRET,
      ...(tls && { tls }),
      observer: silentObserver,
    });
    const outcomes: CaseResult[] = new Array(cases.length);
    await concurrently(AT_ONCE, cases.entries(), async ([client, one]) => {
      outcomes[client] = judge(SUITE, one, await playWith(service.port, client, one, undefined, tls));
    });
    await service.close();
    rows.push(...outcomes);
  }
  return rows;
}

/** Opens a connection as that client and plays the case over it. */
export async function playWith(
  port: number,
  client: number,
  one: WebSocketCase,
  patienceMs?: number,
  tls?: Security,
): Promise<Outcome> {
  const socket = await dial("127.0.0.1", port, tls);
  const lines = [
    `GET /connect?client=${client} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", // section 1.3's own
    `Origin: ${config.parse({}).origins[0]}`,
    `Authorization: Bearer ${accessToken(SECRET, client)}`,
    ...(one.deflate === undefined ? [] : [`Sec-WebSocket-Extensions: ${one.deflate.offer}`]),
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  let answer = Buffer.alloc(0);
  while (!answer.includes("\r\n\r\n")) answer = Buffer.concat([answer, (await once(socket, "data"))[0] as Buffer]);
  const headEnd = answer.indexOf("\r\n\r\n");
  const head = answer.toString("latin1", 0, headEnd);
  const outcome = await play(socket, one, "client", answer.subarray(headEnd + 4), patienceMs);
  return { ...outcome, flaws: [...flawsOfAnswer(head, one), ...outcome.flaws] };
}

function flawsOfAnswer(head: string, one: WebSocketCase): string[] {
  const flaws: string[] = [];
  if (!head.startsWith("HTTP/1.1 101 ")) flaws.push(`answered ${head.split("\r\n")[0]}`);
  if (!/^sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=$/im.test(head)) flaws.push("wrong Sec-WebSocket-Accept");
  const extensions = /^sec-websocket-extensions: (.*)$/im.exec(head)?.[1];
  if (one.deflate === undefined) return extensions === undefined ? flaws : [...flaws, "chose an extension"];
  const offers = one.deflate.offer.split(/, ?/).map((offer) => offer.split(/; ?/).slice(1));
  // What the client demands of the service's own compression must be granted: RFC 7692 section 7.1.
  const granted = offers.some((demands) => demands.every((demand) => extensions?.includes(demand)));
  return granted ? flaws : [...flaws, `offered "${one.deflate.offer}", answered "${extensions ?? ""}"`];
}
