/** Streams of every kind to our SSE client. A driver for each case; how it comes back shows what it took for the last id. */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { LOOPBACK, loopbackUrl } from "../../../src/loopback.js";
import { concurrently } from "../../../src/transports/concurrently.js";
import { silentObserver } from "../../../src/transports/silent-observer.js";
import { config } from "../../../src/transports/sse/config.js";
import { createDriver } from "../../../src/transports/sse/driver.js";
import type { CaseResult } from "../case-result.js";
import { withinPatience } from "../patience.js";
import { type StreamCase, streamCases } from "./cases.js";

const SUITE = "sse-client";
const AT_ONCE = 32;
const WORKLOAD = /\[(\d)[^\]]*\]/g;

/** The events of the workload in a text, spelled out. */
const spelledOut = (text: string): string =>
  text.replace(WORKLOAD, (data, index) => encodeEnvelope(Number(index), "t", 0, data).toString());

export async function clientSide(): Promise<CaseResult[]> {
  /** By client: the Last-Event-ID of its second request. */
  const returned: ((lastId: string | undefined) => void)[] = [];
  const asked: number[] = streamCases.map(() => 0);
  const server = createServer((request, response) => {
    const [, number = "", what] = /^\/clients\/(\d+)\/(\w+)$/.exec(request.url ?? "") ?? [];
    const client = Number(number);
    request.resume();
    if (what !== "stream") response.writeHead(204).end();
    else if (asked[client]!++ === 0) void write(response, streamCases[client]!);
    else {
      const lastId = request.headers["last-event-id"];
      returned[client]!(lastId === undefined ? undefined : Buffer.from(`${lastId}`, "latin1").toString());
      response.writeHead(204).end();
    }
  });
  server.listen(0, LOOPBACK);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const rows: CaseResult[] = new Array(streamCases.length);
  await concurrently(AT_ONCE, streamCases.entries(), async ([client, one]) => {
    const lastId = new Promise<string | undefined>((resolve) => {
      returned[client] = resolve;
    });
    rows[client] = await play(port, client, one, lastId);
  });
  server.close();
  return rows;
}

async function write(response: ServerResponse, { send, isBytewise }: StreamCase): Promise<void> {
  const bytes = Buffer.from(spelledOut(send));
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  for (const piece of isBytewise ? Array.from(bytes, (byte) => Buffer.of(byte)) : [bytes]) {
    response.write(piece);
    await setImmediate();
  }
  response.end();
}

async function play(
  port: number,
  client: number,
  one: StreamCase,
  lastId: Promise<string | undefined>,
): Promise<CaseResult> {
  const got: string[] = [];
  const driver = await createDriver({
    endpoint: { url: loopbackUrl(port) },
    clients: [client],
    config: config.parse({ reconnect: { minSeconds: 0.001, jitter: "none" }, post: { signature: "none" } }),
    topology: { flow: "broadcast", clients: streamCases.length, roomSize: 1 },
    guarantee: "at-least-once", // only then it resumes
    secret: "conformance",
    observer: {
      ...silentObserver,
      problem: (reason) => {
        if (reason.startsWith("what came")) got.push("no event");
      },
    },
    isGenuine: (_index, received) => {
      got.push(received.toString());
      return true;
    },
  });
  await driver.open();
  const reasons: string[] = [];
  if (!(await withinPatience(lastId))) reasons.push("it did not come back");
  else {
    const wanted = one.expect.map((data) => (data.startsWith("[") ? spelledOut(data) : "no event"));
    if (got.join("\n") !== wanted.join("\n")) reasons.push(`expected ${shown(wanted)}, got ${shown(got)}`);
    const id = await lastId;
    if (id !== one.lastId) reasons.push(`expected Last-Event-ID ${shown(one.lastId)}, got ${shown(id)}`);
  }
  await driver.close();
  return { suite: SUITE, case: one.case, name: one.name, passed: reasons.length === 0, reason: reasons.join("; ") };
}

const shown = (value: unknown): string => JSON.stringify(value) ?? "none";
