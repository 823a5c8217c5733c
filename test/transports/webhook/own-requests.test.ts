import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, test } from "node:test";
import { verify as verifyGithub } from "@octokit/webhooks-methods";
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";
import { eventId, PROBE_INDEX } from "../../../src/events/id.js";
import { accessToken } from "../../../src/events/secret.js";
import { encodeEvent } from "../../../src/events/templates.js";
import type { Guarantee } from "../../../src/flow.js";
import { config } from "../../../src/transports/webhook/config.js";
import { createDriver } from "../../../src/transports/webhook/driver.js";
import { own } from "../../../src/transports/webhook/own.js";
import { RecordingObserver, until } from "./recording-observer.js";

const SECRET = "a secret";
const topology = { flow: "ingest", clients: 100, roomSize: 10 } as const;
const closers: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage["headers"];
  rawHeaders: string[];
  body: Buffer;
}

/** A service that knows nothing of pushbench. */
async function service(answer: (response: ServerResponse, request: number, seen: Seen) => void, host = "127.0.0.1") {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers, rawHeaders } = request;
      const one = { method, url, headers, rawHeaders, body: Buffer.concat(chunks) };
      seen.push(one);
      answer(response, seen.length - 1, one);
    });
  });
  server.listen(0, host);
  await once(server, "listening");
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { seen, url: `http://${host.includes(":") ? `[${host}]` : host}:${port}` };
}

const event = (index: number): Buffer => encodeEvent("payment", 1, { index, dueNs: 105e6, bytes: 400 });

async function driverTo(url: string, settings: object, guarantee: Guarantee = "at-most-once", clients = [7]) {
  const observer = new RecordingObserver();
  const driver = await createDriver({
    ...{ config: config.parse(settings), topology, guarantee, secret: SECRET, observer, clients },
    endpoint: { url },
  });
  closers.push(() => driver.close());
  await driver.open();
  const send = (index: number, client = clients[0]!): void =>
    driver.send(client, index, driver.prepare(client, index, event(index)));
  return { driver, observer, send };
}

const ok = (response: ServerResponse): void => void response.writeHead(200).end("ok");

describe("a request to a service of the user's own", () => {
  test("is as the templates say", async () => {
    const { url, seen } = await service(ok);
    const { observer, send } = await driverTo(url, {
      signature: "none",
      method: "PUT",
      path: "/rooms/{{room}}/users/{{client}}?token={{token}}",
      headers: { "X-Event": "{{id}}", "content-type": "text/plain; charset=utf-8", HOST: "shop.example" },
      body: '{"ü":"{{id}}","at":"{{time}}","from":{{client}},"text":"{{filler}}"}',
    });
    send(42);
    await observer.until("acked", 1);
    const [one] = seen;
    assert.equal(one!.method, "PUT");
    assert.equal(one!.url, `/rooms/0/users/7?token=${accessToken(SECRET, 7)}`);
    assert.equal(one!.headers["x-event"], eventId(42));
    assert.equal(one!.headers["content-type"], "text/plain; charset=utf-8");
    assert.equal(one!.headers.host, "shop.example");
    assert.equal(one!.rawHeaders.filter((name) => /^(host|content-type)$/i.test(name)).length, 2, "none twice");
    assert.equal(one!.body.length, event(42).length);
    const { text, ...rest } = JSON.parse(one!.body.toString()) as { text: string };
    assert.deepEqual(rest, { ü: eventId(42), at: "2026-01-01T00:00:00.105Z", from: 7 });
    assert.match(text, /^[a-z ]+$/);
  });

  test("differs in nothing from the usual one where no template does", async () => {
    const { url, seen } = await service(ok);
    const usual = await driverTo(url, { signature: "none" });
    usual.send(1);
    await usual.observer.until("acked", 1);
    const adapted = await driverTo(url, { signature: "none", path: "/clients/{{client}}/events" });
    adapted.send(1);
    await adapted.observer.until("acked", 1);
    assert.deepEqual(seen[1], seen[0]);
  });

  test("is signed with the one key of all clients, over the bytes that are sent", async () => {
    const { url, seen } = await service(ok);
    const key = Buffer.from("a key of two dozen bytes").toString("base64");
    const body = '{"id":"{{id}}","text":"ü {{filler}}"}';
    const sent = async (settings: object): Promise<Seen> => {
      const { observer, send, driver } = await driverTo(url, { body, path: "/hook", ...settings });
      send(5);
      await observer.until("acked", 1);
      await driver.close();
      return seen.at(-1)!;
    };
    const standard = await sent({ secret: `whsec_${key}` });
    new Webhook(`whsec_${key}`).verify(standard.body.toString(), standard.headers as Record<string, string>);
    const github = await sent({ secret: "It's a Secret", signature: "github" });
    assert.ok(
      await verifyGithub("It's a Secret", github.body.toString(), github.headers["x-hub-signature-256"] as string),
    );
    const stripe = await sent({ secret: "whsec_abc", signature: "stripe" });
    Stripe.webhooks.constructEvent(stripe.body, stripe.headers["stripe-signature"] as string, "whsec_abc");
  });

  test("that is tried again has the same id and body", async () => {
    const { url, seen } = await service((response, request) => {
      response.writeHead(request === 0 ? 503 : 200).end();
    });
    const retries = { schedule: [0.01] };
    const settings = {
      retries,
      path: "/{{id}}",
      body: "{{id}} {{time}} {{filler}}",
      headers: { "X-From": "{{client}}" },
    };
    const { observer, send } = await driverTo(url, settings, "at-least-once");
    send(5);
    await observer.until("acked", 1);
    assert.equal(seen.length, 2);
    assert.deepEqual(seen[1]!.body, seen[0]!.body);
    assert.equal(seen[1]!.url, "/evt_0000000005");
    assert.equal(seen[1]!.headers["x-from"], "7");
    assert.equal(seen[1]!.headers["webhook-id"], eventId(5));
  });

  test("needs no connection ahead of it, which would hold up a service with one thread", async () => {
    const { url } = await service(ok);
    const { observer, send } = await driverTo(url, { path: "/hook" }, "at-most-once", [1, 2, 3]);
    assert.deepEqual(observer.of("connected"), []);
    send(2, 2);
    await observer.until("acked", 1);
    assert.deepEqual(observer.pairs("connected"), ["2:NaN"]);
  });

  test("reaches a service that listens on IPv6, from any client", async () => {
    const { url } = await service(ok, "::1");
    const { observer, send } = await driverTo(url, { path: "/hook" }, "at-most-once", [7, 45_000]);
    send(1);
    send(2, 45_000);
    await observer.until("acked", 2);
  });
});

describe("an answer", () => {
  const reasonsOf = async (settings: object, status: number, body: string): Promise<string[]> => {
    const { url } = await service((response) => response.writeHead(status).end(body));
    const { observer, send } = await driverTo(url, settings);
    send(1);
    await until(() => observer.of("acked").length + observer.of("refused").length === 1);
    return observer.reasons("refused");
  };

  test("means that the event was taken only where the settings say so", async () => {
    const cases: [taken: object, status: number, body: string, reason: string | undefined][] = [
      [{ status: [200, 202] }, 202, "", undefined],
      [{ status: [202] }, 200, "", "200 OK is not among taken.status"],
      [{ status: [302] }, 302, "", undefined],
      [{ status: [200] }, 404, "", "404 Not Found"],
      [{ pattern: '"ok":\\s*true' }, 200, '{"ok": true}', undefined],
      [{ pattern: '"ok":\\s*true' }, 200, '{"ok": false}', 'answered 200 without "\\"ok\\":\\\\s*true"'],
      [{ pattern: "ok" }, 200, "", 'answered 200 without "ok"'],
      [{ pattern: "ok" }, 500, "ok", "500 Internal Server Error"],
      [{ pattern: "ünïcode" }, 201, "with ünïcode", undefined],
      [{ status: [500], pattern: "ok" }, 500, "ok", undefined],
    ];
    for (const [taken, status, body, reason] of cases) {
      const expected = reason === undefined ? [] : [reason];
      assert.deepEqual(await reasonsOf({ taken }, status, body), expected, JSON.stringify([taken, status, body]));
    }
  });

  test("that leads elsewhere is not followed, and the reason says so", async () => {
    assert.deepEqual(await reasonsOf({}, 301, ""), ["301 Moved Permanently (redirects are not followed)"]);
  });
});

describe("the first request", () => {
  const probe = (url: string, settings: object = {}, signal = AbortSignal.timeout(5000)): Promise<void> =>
    own.probe({ config: config.parse(settings), topology, endpoint: { url }, secret: SECRET, signal });

  test("is an event like every other, with an id that no event of the run has", async () => {
    const { url, seen } = await service(ok);
    const key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    await probe(url, { path: "/hook", secret: key });
    assert.equal(seen.length, 1);
    assert.equal(seen[0]!.url, "/hook");
    assert.equal(seen[0]!.headers["webhook-id"], eventId(PROBE_INDEX));
    new Webhook(key).verify(seen[0]!.body.toString(), seen[0]!.headers as Record<string, string>);
  });

  test("is of the kind that the run's events are, where that is known", async () => {
    const { url, seen } = await service(ok);
    const event = encodeEvent("payment", 1, { index: PROBE_INDEX, dueNs: 0, bytes: 0 });
    const signal = AbortSignal.timeout(5000);
    await own.probe({ config: config.parse({}), topology, endpoint: { url }, secret: SECRET, signal, event });
    assert.deepEqual([seen.length, seen[0]!.body.equals(event)], [1, true]);
  });

  test("has failed when its answer does not count as taken, or nobody answers", async () => {
    const { url } = await service((response) => response.writeHead(404).end());
    await assert.rejects(probe(url), /^Error: 404 Not Found$/);
    await assert.rejects(probe(url, { connection: "new" }), /404 Not Found/);
    await assert.rejects(probe(url, { taken: { pattern: "ok" }, connection: "new" }), /404 Not Found/);
    await assert.rejects(probe("http://127.0.0.1:1"), /ECONNREFUSED/);
    await assert.rejects(probe("http://127.0.0.1:1", { connection: "new" }), /ECONNREFUSED/);
  });

  test("ends when its time is up, and leaves nothing behind", async () => {
    const { url } = await service(() => {});
    const controller = new AbortController();
    const answer = probe(url, {}, controller.signal);
    controller.abort(new Error("time is up"));
    await assert.rejects(answer, /time is up/);
    await assert.rejects(probe(url, {}, controller.signal), /time is up/);
  });
});
