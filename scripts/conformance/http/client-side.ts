/** Raw answers to our webhook client. A driver for each case; its second event shows how the connection was left. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { loopbackUrl } from "../../../src/loopback.js";
import { concurrently } from "../../../src/transports/concurrently.js";
import { silentObserver } from "../../../src/transports/silent-observer.js";
import { config } from "../../../src/transports/webhook/config.js";
import { createDriver } from "../../../src/transports/webhook/driver.js";
import type { CaseResult } from "../case-result.js";
import { withinPatience } from "../patience.js";
import type { ResponseCase } from "./case.js";
import { responseCases } from "./responses.js";

const SUITE = "http-client";
const AT_ONCE = 32;
const NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";

export async function clientSide(): Promise<CaseResult[]> {
  /** By client: the connections that its requests came over. */
  const asked: Socket[][] = responseCases.map(() => []);
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => {});
    let text = "";
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      const headEnd = text.indexOf("\r\n\r\n");
      const bodyBytes = Number(/content-length: (\d+)/i.exec(text)?.[1]);
      if (headEnd === -1 || text.length < headEnd + 4 + bodyBytes) return;
      const client = Number(/clients\/(\d+)/.exec(text)?.[1]);
      text = "";
      asked[client]!.push(socket);
      if (asked[client]!.length === 1) void answer(socket, responseCases[client]!);
      else socket.write(NO_CONTENT);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const rows: CaseResult[] = new Array(responseCases.length);
  await concurrently(AT_ONCE, responseCases.entries(), async ([client, one]) => {
    rows[client] = await play(port, client, one, asked[client]!);
  });
  server.close();
  return rows;
}

async function answer(socket: Socket, one: ResponseCase): Promise<void> {
  for (const piece of one.send) {
    socket.write(piece, "latin1");
    await setImmediate();
  }
  if (one.ending === "end") socket.end();
  else if (one.ending === "reset") socket.resetAndDestroy();
}

async function play(port: number, client: number, one: ResponseCase, asked: readonly Socket[]): Promise<CaseResult> {
  const outcomes: ((outcome: "acked" | "refused") => void)[] = [];
  const driver = await createDriver({
    endpoint: { url: loopbackUrl(port) },
    clients: [client],
    config: config.parse({ signature: "none" }),
    topology: { flow: "ingest", clients: responseCases.length, roomSize: 1 },
    guarantee: "at-most-once", // nothing is tried again: what the parser makes of an answer stands
    secret: "conformance",
    observer: {
      ...silentObserver,
      acked: (_, index) => outcomes[index]?.("acked"),
      refused: (_, index) => outcomes[index]?.("refused"),
    },
  });
  await driver.open();
  const outcomeOf = async (index: number): Promise<string> => {
    let outcome = "neither";
    const told = new Promise<void>((resolve) => {
      outcomes[index] = (one) => {
        outcome = one;
        resolve();
      };
    });
    driver.send(client, index, driver.prepare(client, index, encodeEnvelope(index, "t", 0, "0")));
    await withinPatience(told);
    return outcome;
  };
  const reasons: string[] = [];
  const outcome = await outcomeOf(0);
  if (outcome === "neither" || (one.expect !== "either" && outcome !== one.expect)) {
    reasons.push(`expected ${one.expect}, got ${outcome}`);
  }
  await setImmediate(); // bytes behind the answer, and the end of a connection, come with the next read
  const next = await outcomeOf(1);
  if (next !== "acked") reasons.push(`the next event was ${next}`);
  const kept = asked[0] === asked[1] ? "open" : "closed";
  if (one.afterwards !== "either" && one.afterwards !== kept) reasons.push(`left the connection ${kept}`);
  await driver.close();
  return { suite: SUITE, case: one.case, name: one.name, passed: reasons.length === 0, reason: reasons.join("; ") };
}
