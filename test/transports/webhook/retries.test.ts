/** Both hops of a relay send again what failed, by the same rules: clients to the service, the service to its subscribers. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, describe, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { eventId } from "../../../src/events/id.js";
import type { Guarantee } from "../../../src/flow.js";
import { loopbackUrl } from "../../../src/loopback.js";
import { freePort } from "../../../src/services/free-port.js";
import type { Outstanding } from "../../../src/transports/transport.js";
import { config } from "../../../src/transports/webhook/config.js";
import { type DeliveriesOwner, Dispatcher } from "../../../src/transports/webhook/dispatcher.js";
import { createDriver } from "../../../src/transports/webhook/driver.js";
import { Pools } from "../../../src/transports/webhook/http1/pools.js";
import { KeyRing } from "../../../src/transports/webhook/signatures/key-ring.js";
import { RecordingObserver, until } from "./recording-observer.js";

const SECRET = "a secret";
const closers: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Attempt {
  request: IncomingMessage;
  response: ServerResponse;
  body: string;
  /** Of this event, from 0. */
  attempt: number;
}

/** A recipient by plain node:http that does with each attempt what it is told. */
async function recipient(handle: (attempt: Attempt) => void, port = 0) {
  const attempts = new Map<string, number>();
  const seen: { id: string; atMs: number; headers: Record<string, string>; body: string }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const id = String(request.headers["webhook-id"]);
    const attempt = attempts.get(id) ?? 0;
    attempts.set(id, attempt + 1);
    seen.push({ id, atMs: performance.now(), headers: request.headers as Record<string, string>, body });
    handle({ request, response, body, attempt });
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const close = async () => {
    for (const socket of sockets) socket.resetAndDestroy();
    await new Promise((resolve) => server.close(resolve));
  };
  closers.push(close);
  return { port: (server.address() as AddressInfo).port, seen, close };
}

type Settings = Parameters<typeof config.parse>[0] & object;

interface Hop {
  send(index: number): void;
  pending(): number;
  outstanding(): Iterable<Outstanding>;
  close(): Promise<void>;
}

const envelope = (index: number) => encodeEnvelope(index, "test", 0, '{"text":"né"}');

const hops = {
  async "a client's"(
    port: number,
    settings: Settings,
    guarantee: Guarantee,
    observer: RecordingObserver,
  ): Promise<Hop> {
    const driver = await createDriver({
      config: config.parse(settings),
      topology: { flow: "ingest", clients: 1, roomSize: 1 },
      guarantee,
      secret: SECRET,
      observer,
      endpoint: { url: loopbackUrl(port) },
      clients: [0],
    });
    return {
      send: (index) => driver.send(0, index, driver.prepare(0, index, envelope(index))),
      pending: () => driver.pending(),
      outstanding: () => driver.outstanding(),
      close: () => driver.close(),
    };
  },
  async "the service's"(
    port: number,
    settings: Settings,
    guarantee: Guarantee,
    observer: RecordingObserver,
  ): Promise<Hop> {
    const keys = new KeyRing(SECRET);
    const parsed = config.parse(settings);
    const postingBy = (owner: DeliveriesOwner) => new Pools(owner, parsed, undefined);
    const dispatcher = new Dispatcher({ config: parsed, guarantee, keys, observer, postingBy });
    dispatcher.subscribe([{ client: 0, url: `http://127.0.0.1:${port}` }]);
    return {
      send: (index) => dispatcher.deliver(0, index, envelope(index)),
      pending: () => dispatcher.pending,
      outstanding: () => dispatcher.outstanding(),
      close: () => dispatcher.close(),
    };
  },
};

for (const [whose, open] of Object.entries(hops)) {
  const start = async (port: number, settings: Settings = {}, guarantee: Guarantee = "at-least-once") => {
    const observer = new RecordingObserver();
    const hop = await open(port, settings, guarantee, observer);
    closers.push(() => hop.close());
    return { hop, observer };
  };
  const kinds = ({ ofEvents }: RecordingObserver) => ofEvents.map(({ kind }) => kind);
  const quick = (...schedule: number[]): Settings => ({ retries: { schedule, jitter: "none" } });

  describe(`${whose} event that fails`, () => {
    test("is sent again until it succeeds: same id and bytes, a signature of its own time", async () => {
      const { port, seen } = await recipient(({ response, attempt }) =>
        response.writeHead([500, 302, 404, 204][attempt]!).end(),
      );
      const { hop, observer } = await start(port, quick(0.01, 0.02, 1));
      hop.send(7);
      await observer.until("acked", 1);
      assert.deepEqual(kinds(observer), ["sent", "retried", "retried", "retried", "acked"]);
      const why = ["500 Internal Server Error", "302 Found (redirects are not followed)", "404 Not Found"].map(
        (one) => `${one} (tried again)`,
      );
      assert.deepEqual(observer.reasons("problem"), why);
      assert.equal(hop.pending(), 0);
      assert.deepEqual(
        seen.map(({ id, body }) => [id, body]),
        Array(4).fill([eventId(7), envelope(7).toString()]),
      );
      const webhook = new Webhook(new KeyRing(SECRET).of(0)[0]!.toString("base64"));
      for (const { headers, body } of seen) webhook.verify(body, headers);
      const [first, last] = [seen[0]!, seen[3]!].map(({ headers }) => headers);
      assert.ok(Number(last!["webhook-timestamp"]) > Number(first!["webhook-timestamp"]), "a second later");
      assert.notEqual(last!["webhook-signature"], first!["webhook-signature"]);
    });

    test("waits as its schedule says, scaled, and no less than Retry-After", async () => {
      const { port, seen } = await recipient(({ response, attempt }) =>
        response.writeHead(attempt === 3 ? 204 : 503, attempt === 1 ? { "retry-after": "150" } : {}).end(),
      );
      const schedule = [50, 100, 50];
      const { hop, observer } = await start(port, { retries: { schedule, jitter: "none", timeScale: 0.001 } });
      hop.send(7);
      await observer.until("acked", 1);
      const waits = seen.slice(1).map(({ atMs }, i) => atMs - seen[i]!.atMs);
      // Between two arrivals there is an answer's way back as well: never shorter, and not absurdly longer.
      for (const [i, atLeastMs] of [50, 150, 50].entries()) {
        assert.ok(waits[i]! > atLeastMs - 5 && waits[i]! < atLeastMs + 1000, `wait ${i}: ${waits[i]} ms`);
      }
    });

    test("says to Slack's recipients which attempt it is and why, and to nobody else's", async () => {
      for (const signature of ["slack", "stripe"] as const) {
        const { port, seen } = await recipient(({ request, response, attempt }) => {
          if (attempt === 1) request.socket.destroy();
          else if (attempt !== 2) response.writeHead(attempt === 0 ? 503 : 204).end();
        });
        // No kept connection, of which a first failure would be nobody's fault; the third attempt is not answered in time.
        const settings = { ...quick(0.001, 0.001, 0.001), signature, connection: "new", timeoutSeconds: 0.3 } as const;
        const { hop, observer } = await start(port, settings);
        hop.send(7);
        await observer.until("acked", 1);
        const said = seen.map(({ headers }) => [headers["x-slack-retry-num"], headers["x-slack-retry-reason"]]);
        const [first, ...others] = said;
        assert.deepEqual(first, [undefined, undefined]);
        const expected = [
          ["1", "http_error"],
          ["2", "connection_failed"],
          ["3", "http_timeout"],
        ];
        assert.deepEqual(others, signature === "slack" ? expected : expected.map(() => [undefined, undefined]));
      }
    });

    test("is refused with its last reason when the schedule is used up", async () => {
      const { port } = await recipient(({ response, attempt }) => response.writeHead(attempt === 2 ? 502 : 500).end());
      const { hop, observer } = await start(port, quick(0.001, 0.001));
      hop.send(7);
      await observer.until("refused", 1);
      assert.deepEqual(kinds(observer), ["sent", "retried", "retried", "refused"]);
      assert.deepEqual(observer.reasons("refused"), ["502 Bad Gateway"]);
      assert.equal(hop.pending(), 0);
    });

    test("is not sent again after 410", async () => {
      const { port, seen } = await recipient(({ response }) => response.writeHead(410).end());
      const { hop, observer } = await start(port, quick(0.001));
      hop.send(7);
      await observer.until("refused", 1);
      assert.deepEqual(observer.reasons("refused"), ["410 Gone"]);
      assert.equal(seen.length, 1);
    });

    test("is not sent again under at-most-once, not even when its connection was stale", async () => {
      const { port, seen } = await recipient(({ request, response, attempt }) => {
        if (seen.length === 1) response.writeHead(204).end();
        else if (attempt === 0) request.socket.destroy();
      });
      const { hop, observer } = await start(port, quick(0.001), "at-most-once");
      hop.send(1);
      await observer.until("acked", 1);
      hop.send(2);
      await observer.until("refused", 1);
      assert.deepEqual(kinds(observer), ["sent", "acked", "sent", "refused"]);
      assert.equal(observer.of("disconnected").length, 1);
    });

    test("is sent again after a timeout", async () => {
      const { port } = await recipient(({ response, attempt }) => {
        if (attempt > 0) response.writeHead(204).end();
      });
      const { hop, observer } = await start(port, { ...quick(0.001), timeoutSeconds: 0.1 });
      hop.send(7);
      await observer.until("acked", 1);
      assert.deepEqual(kinds(observer), ["sent", "retried", "acked"]);
    });

    test("on a kept connection that closes before any answer is sent again at once, and once", async () => {
      const all = await recipient(({ request, response, body, attempt }) => {
        if (body.includes(eventId(7)) && attempt < 2) request.socket.resetAndDestroy();
        else response.writeHead(204).end();
      });
      const { hop, observer } = await start(all.port, quick(0.2));
      hop.send(6);
      await observer.until("acked", 1);
      hop.send(7);
      await observer.until("acked", 2);
      const seen = all.seen.slice(1);
      const waits = seen.slice(1).map(({ atMs }, i) => atMs - seen[i]!.atMs);
      assert.equal(waits.length, 2);
      assert.ok(waits[0]! < 195, `the first wait: ${waits[0]} ms`);
      assert.ok(waits[1]! > 195, `the second wait: ${waits[1]} ms`);
      assert.deepEqual(kinds(observer), ["sent", "acked", "sent", "retried", "retried", "acked"]);
      assert.equal(observer.of("disconnected").length, 2);
      assert.equal(observer.of("connected").length, 3);
    });

    test("on a kept connection goes on a new one at once, as all that are kept may be closing", async () => {
      const served = new WeakSet<object>();
      const { port, seen } = await recipient(({ request, response }) => {
        const { socket } = request;
        if (served.has(socket)) socket.destroy();
        else response.writeHead(204).end(() => served.add(socket));
      });
      const { hop, observer } = await start(port, { ...quick(60), maxConnectionsPerPeer: 4 });
      for (let round = 1; round <= 3; round++) {
        for (let index = 0; index < 8; index++) hop.send(round * 10 + index); // each finds kept connections, and queues behind them
        await observer.until("acked", 8 * round);
      }
      assert.ok(observer.of("retried").length >= 8, "the race was met");
      assert.equal(new Set(seen.map(({ id }) => id)).size, 24);
      assert.deepEqual([...observer.of("refused"), ...hop.outstanding()], []);
    });

    test("on a connection of its own waits as scheduled even so", async () => {
      const { port, seen } = await recipient(({ request, response, attempt }) => {
        if (attempt === 0) request.socket.resetAndDestroy();
        else response.writeHead(204).end();
      });
      const { hop, observer } = await start(port, { ...quick(0.1), connection: "new" });
      hop.send(7);
      await observer.until("acked", 1);
      assert.ok(seen[1]!.atMs - seen[0]!.atMs > 95);
    });

    test("because nobody listens is sent for the first time when somebody does", async () => {
      const gone = await recipient(() => {}, await freePort());
      await gone.close();
      const { hop, observer } = await start(gone.port, {
        ...quick(...Array(100).fill(0.02)),
        maxConnectionsPerPeer: 2,
      });
      for (let index = 0; index < 10; index++) hop.send(index);
      assert.equal(hop.pending(), 10);
      assert.deepEqual(
        [...hop.outstanding()].map(([client, index]) => `${client}:${index}`).sort(),
        [...Array(10).keys()].map((index) => `0:${index}`),
      );
      await recipient(({ response }) => response.writeHead(204).end(), gone.port);
      await observer.until("acked", 10);
      assert.equal(observer.of("sent").length, 10);
      assert.deepEqual([...observer.of("retried"), ...observer.of("refused"), ...hop.outstanding()], []);
    });

    test("is sent again when its answer dribbles on for longer than the timeout, head or body", async () => {
      for (const start_ of ["HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"]) {
        const { port, seen } = await recipient(({ request, response, attempt }) => {
          if (attempt > 0) response.writeHead(204).end();
          else {
            const { socket } = request;
            socket.write(start_);
            const dribble = setInterval(() => socket.write("x"), 20);
            socket.on("close", () => clearInterval(dribble));
          }
        });
        const { hop, observer } = await start(port, { ...quick(0.001), timeoutSeconds: 0.1 });
        hop.send(7);
        await observer.until("acked", 1);
        assert.ok(seen[1]!.atMs - seen[0]!.atMs < 2500, `after ${seen[1]!.atMs - seen[0]!.atMs} ms`);
        assert.deepEqual(observer.reasons("problem"), ["timeout (tried again)"]);
      }
    });

    test("is forgotten when its sender closes while it waits", async () => {
      const { port, seen } = await recipient(({ response }) => response.writeHead(500).end());
      const { hop, observer } = await start(port, quick(0.02, 60));
      hop.send(7);
      await until(() => seen.length === 2);
      await until(() => hop.pending() === 1);
      await hop.close();
      assert.equal(hop.pending(), 0);
      assert.deepEqual([...hop.outstanding()], []);
      assert.deepEqual(kinds(observer), ["sent", "retried"]);
    });
  });

  test(`${whose} events are all outstanding while one waits, one is under way and one queues`, async () => {
    const { port, seen } = await recipient(({ response, body }) => {
      if (body.includes(eventId(0))) response.writeHead(500).end();
    });
    const { hop } = await start(port, { ...quick(60), maxConnectionsPerPeer: 1 });
    for (const index of [0, 1, 2]) hop.send(index);
    await until(() => seen.length === 2);
    assert.equal(hop.pending(), 3);
    assert.deepEqual([...hop.outstanding()].map(([, index]) => index).sort(), [0, 1, 2]);
  });
}
