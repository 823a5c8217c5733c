/** Webhooks without a network: signatures, and the lean clients' side of HTTP. */
import { Webhook } from "standardwebhooks";
import { eventId } from "../../../src/events/id.js";
import { signingKey } from "../../../src/events/secret.js";
import { loopbackUrl } from "../../../src/loopback.js";
import { HttpParser } from "../../../src/transports/http1/http-parser.js";
import { silentObserver } from "../../../src/transports/silent-observer.js";
import { config } from "../../../src/transports/webhook/config.js";
import { createHttp1Driver as createDriver } from "../../../src/transports/webhook/driver.js";
import { KeyRing } from "../../../src/transports/webhook/signatures/key-ring.js";
import { standardWebhooks } from "../../../src/transports/webhook/signatures/standard-webhooks.js";
import { inTurn, type Operation, type SampleEvents } from "../operation.js";

const SECRET = "microbenchmark";
const KEY = signingKey(SECRET, 0);
const KEYS = new KeyRing(SECRET);
const MAX_BODY_BYTES = 1024 * 1024;
/** Beyond it a signature is stale; longer than any run of the microbenchmarks. */
const TOLERANCE_SECONDS = 3600;

/** As node:http answers a receiver's `204`. */
const ANSWER = Buffer.from(
  "HTTP/1.1 204 No Content\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nConnection: keep-alive\r\nKeep-Alive: timeout=90\r\n\r\n",
);

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** The headers that a receiver finds on each sample, by name. */
function signed({ bodies }: SampleEvents): Record<string, string>[] {
  const timestamp = nowSeconds();
  return bodies.map((body, index) => {
    const id = eventId(index);
    const fields = standardWebhooks.headers(KEYS, 0, id, timestamp, body);
    const headers: Record<string, string> = { "webhook-id": id };
    for (let i = 0; i < fields.length; i += 2) headers[fields[i]!] = fields[i + 1]!;
    return headers;
  });
}

/** The driver that runs use; it opens no socket before it is told to. */
const driver = () =>
  createDriver({
    config: config.parse({}),
    topology: { flow: "ingest", clients: 1, roomSize: 1 },
    guarantee: "at-least-once",
    secret: SECRET,
    observer: silentObserver,
    endpoint: { url: loopbackUrl(80) },
    clients: [0],
  });

/** Parses one whole message per turn, as one read would bring it. */
function parsing(role: "request" | "response", messages: readonly Buffer[]): (turn: number) => number {
  const parser = new HttpParser(role, MAX_BODY_BYTES);
  return (turn) => {
    const bytes = inTurn(messages, turn);
    parser.parse(bytes, 0, bytes.length);
    if (!parser.done) throw new Error(`not a whole ${role}: ${parser.problem}`);
    const read = parser.body.length;
    parser.reset();
    return read;
  };
}

export const webhookOperations = {
  hmacSign: {
    name: "HMAC sign, node:crypto",
    place: "service",
    sized: true,
    prepare({ bodies }) {
      const timestamp = nowSeconds();
      return { run: (turn) => standardWebhooks.headers(KEYS, 0, eventId(turn), timestamp, inTurn(bodies, turn)) };
    },
  },
  hmacVerify: {
    name: "HMAC verify, node:crypto",
    place: "service",
    sized: true,
    prepare(events) {
      const headers = signed(events);
      const now = nowSeconds();
      return {
        run(turn) {
          const own = inTurn(headers, turn);
          const header = (name: string): string | undefined => own[name];
          const verdict = standardWebhooks.verify(KEYS, 0, header, inTurn(events.bodies, turn), now, TOLERANCE_SECONDS);
          if (verdict !== "ok") throw new Error(verdict);
          return verdict;
        },
      };
    },
  },
  hmacSignPackage: {
    name: "HMAC sign, standardwebhooks",
    place: "service",
    sized: true,
    prepare({ bodies }) {
      const webhook = new Webhook(KEY.toString("base64"));
      const timestamp = new Date();
      return { run: (turn) => webhook.sign(eventId(turn), timestamp, inTurn(bodies, turn)) };
    },
  },
  hmacVerifyPackage: {
    name: "HMAC verify, standardwebhooks",
    place: "service",
    sized: true,
    prepare(events) {
      const webhook = new Webhook(KEY.toString("base64"));
      const headers = signed(events);
      return {
        run: (turn) => webhook.verify(inTurn(events.bodies, turn), inTurn(headers, turn), { jsonParse: false }),
      };
    },
  },
  encodeRequest: {
    name: "HTTP request, encoded and signed by our driver",
    place: "clients",
    sized: true,
    async prepare({ bodies }) {
      const encoder = await driver();
      return { run: (turn) => encoder.prepare(0, turn, inTurn(bodies, turn)), close: () => encoder.close() };
    },
  },
  parseRequest: {
    name: "HTTP request, parsed by our endpoint",
    place: "clients",
    sized: true,
    async prepare({ bodies }) {
      const encoder = await driver();
      const requests = bodies.map((body, index) => encoder.prepare(0, index, body));
      return { run: parsing("request", requests), close: () => encoder.close() };
    },
  },
  parseResponse: {
    name: "HTTP answer, parsed by our driver",
    place: "clients",
    sized: false,
    prepare: ({ bodies }) => ({
      run: parsing(
        "response",
        bodies.map(() => ANSWER),
      ),
    }),
  },
} satisfies Record<string, Operation>;
