import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { eventId } from "../../../src/events/id.js";
import { encodeEvent } from "../../../src/events/templates.js";
import { Template } from "../../../src/transports/adapting/template.js";
import { config } from "../../../src/transports/webhook/config.js";
import { createDriver } from "../../../src/transports/webhook/driver.js";
import { own } from "../../../src/transports/webhook/own.js";
import { OwnArrivals } from "../../../src/transports/webhook/own-arrivals.js";
import { RecordingObserver, until } from "./recording-observer.js";

const SECRET = "a secret";
const KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const topology = { flow: "relay", clients: 4, roomSize: 2 } as const;
const subscribe = {
  path: "/rooms/{{room}}/subscribers",
  headers: { Authorization: "Bearer {{token}}" },
  body: '{"user":{{client}},"url":"{{url}}/inbox"}',
};

const closers: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const event = (index: number): Buffer => encodeEvent("chat-message", 1, { index, dueNs: 105e6, bytes: 200 });

interface PassedOn {
  path?: string;
  headers?: OutgoingHttpHeaders;
  body: Buffer | string;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A chat service of somebody's: members of rooms subscribe, and get what `passOn` makes of each message. */
async function chatService(passOn: (body: Buffer, request: IncomingMessage) => PassedOn, refusal = 0) {
  const rooms = new Map<string, Map<number, string>>();
  const announcements: string[] = [];
  const answers: number[] = [];
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const [, , room, what, sender] = request.url!.split("/");
    const members = rooms.get(room!) ?? new Map<number, string>();
    rooms.set(room!, members);
    if (what === "subscribers") {
      announcements.push(`${request.method} ${request.url} ${request.headers.authorization?.split(" ")[0]}`);
      const { user, url } = JSON.parse(body.toString()) as { user: number; url: string };
      members.set(user, url);
      response.writeHead(refusal || 201).end(refusal ? "no more members" : "");
      return;
    }
    response.writeHead(202).end();
    for (const [user, url] of members) {
      if (user !== Number(sender)) post(url, passOn(body, request)).then((status) => answers.push(status));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, announcements, answers };
}

function post(url: string, { path = "", headers = {}, body }: PassedOn): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url + path, { method: "POST", headers, agent: false }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode!));
    });
    request.on("error", reject).end(body);
  });
}

async function clientsOf(url: string, settings: object = {}) {
  const observer = new RecordingObserver();
  const options = {
    ...{ topology, secret: SECRET, endpoint: { url } },
    config: config.parse({ signature: "none", path: "/rooms/{{room}}/messages/{{client}}", subscribe, ...settings }),
  };
  const driver = await createDriver({
    ...options,
    ...{ guarantee: "at-least-once", observer, clients: [0, 1, 2, 3] },
    isGenuine: (index, received) => received.equals(event(index)),
    sentEvent: event,
  });
  closers.push(() => driver.close());
  await driver.open();
  const signal = AbortSignal.timeout(5000);
  await own.announce!({ ...options, signal }, driver.subscribers());
  const send = (client: number, index: number): void => {
    driver.send(client, index, driver.prepare(client, index, event(index)));
  };
  return { driver, observer, send };
}

test("every client's URL is announced, and what comes at any path of it is a delivery", async () => {
  const { url, announcements, answers } = await chatService((body) => ({ path: "/deep?x=1", body }));
  const { observer, send } = await clientsOf(url);
  assert.deepEqual(announcements.sort(), [
    ...Array(2).fill("POST /rooms/0/subscribers Bearer"),
    ...Array(2).fill("POST /rooms/1/subscribers Bearer"),
  ]);
  send(0, 5);
  send(3, 6);
  await observer.until("delivered", 2);
  assert.deepEqual(observer.pairs("delivered"), ["1:5", "2:6"]);
  await observer.until("acked", 2);
  assert.deepEqual(observer.reasons("problem"), []);
  assert.ok(answers.every((status) => status === 204));
});

test("an event is recognised by webhook-id or in a body that the service wrote anew, and counts once", async () => {
  const bodies: ((body: Buffer) => PassedOn)[] = [
    (body) => ({ body: JSON.stringify({ from: "ada", message: JSON.parse(body.toString()) }, null, 2) }),
    (body) => ({ body: JSON.stringify({ text: body.toString() }), headers: { "webhook-id": eventId(7) } }),
  ];
  for (const passOn of bodies) {
    const { url } = await chatService(passOn);
    const { observer, send, driver } = await clientsOf(url);
    send(0, 7);
    await observer.until("delivered", 1);
    const { url: inbox } = driver.subscribers()[1]!;
    assert.equal(await post(inbox, passOn(event(7))), 204, "a copy is acknowledged");
    await observer.until("suppressed", 1);
    assert.deepEqual(observer.pairs("delivered"), ["1:7"]);
  }
});

test("of a message of the user's own the service may pass on the text alone", async () => {
  const { url } = await chatService((body) => {
    const { text } = JSON.parse(body.toString()) as { text: string };
    return { body: JSON.stringify({ kind: "message", text }) };
  });
  const { observer, send } = await clientsOf(url, { body: '{"user":{{client}},"text":"{{id}} {{filler}}"}' });
  send(2, 9);
  await observer.until("delivered", 1);
  assert.deepEqual(observer.pairs("delivered"), ["3:9"]);
});

test("the text of every sender is recognised, however long its number", () => {
  const message = new Template('{"user":{{client}},"text":"{{id}} {{filler}}"}');
  const crowd = { ...topology, clients: 1000 };
  const settings = config.parse({
    signature: "none",
    subscribe,
    body: '{"user":{{client}},"text":"{{id}} {{filler}}"}',
  });
  const arrivals = new OwnArrivals(
    { config: settings, topology: crowd, isGenuine: () => false, sentEvent: event },
    { of: () => [] },
  );
  for (const client of [0, 10, 999]) {
    const { text } = JSON.parse(message.render({ index: 7, client, room: 0, event: event(7) })) as { text: string };
    const request = { method: "POST", header: () => undefined, body: Buffer.from(JSON.stringify({ text })) };
    assert.equal(arrivals.judge(998, request, 0), 7);
  }
});

test("what is not the event that was sent is refused, and each reason is told", async () => {
  const cases: [passedOn: (body: Buffer) => PassedOn, reason: string][] = [
    [(body) => ({ body: body.subarray(0, -20) }), "endpoint: what came as a delivery is not the event that was sent"],
    [
      () => ({ body: event(8), headers: { "webhook-id": eventId(7) } }),
      "endpoint: what came as a delivery is not the event that was sent",
    ],
    [() => ({ body: '{"ping":true}' }), "endpoint: no event id"],
    [() => ({ body: "" }), "endpoint: no event id"],
  ];
  for (const [passOn, reason] of cases) {
    const { url } = await chatService(passOn);
    const { observer, send } = await clientsOf(url);
    send(0, 7);
    await observer.until("problem", 1);
    assert.deepEqual(observer.reasons("problem"), [reason]);
    assert.deepEqual(observer.pairs("delivered"), []);
  }
});

test("a signature is verified only where one was asked for", async () => {
  const signed = (body: Buffer, key: string): PassedOn => {
    const now = new Date();
    const signature = new Webhook(key).sign(eventId(7), now, body.toString());
    const timestamp = String(Math.floor(now.getTime() / 1000));
    const headers = { "webhook-id": eventId(7), "webhook-timestamp": timestamp, "webhook-signature": signature };
    return { headers, body };
  };
  const settings = { signature: "standard-webhooks", secret: KEY };
  const outcome = async (passOn: (body: Buffer) => PassedOn, announced: object): Promise<string[]> => {
    const { url } = await chatService(passOn);
    const { observer, send } = await clientsOf(url, { ...settings, subscribe: { ...subscribe, ...announced } });
    send(0, 7);
    await until(() => observer.of("delivered").length + observer.of("problem").length === 1);
    return observer.reasons("problem");
  };
  assert.deepEqual(await outcome((body) => ({ body }), {}), []);
  assert.deepEqual(await outcome((body) => signed(body, KEY), { signed: true }), []);
  assert.deepEqual(await outcome((body) => ({ body }), { signed: true }), ["endpoint: missing signature"]);
  const other = `whsec_${Buffer.alloc(24, 1).toString("base64")}`;
  assert.deepEqual(await outcome((body) => signed(body, other), { signed: true }), ["endpoint: forged signature"]);
});

test("a service that takes no subscribers says so", async () => {
  const { url } = await chatService((body) => ({ body }), 409);
  await assert.rejects(
    clientsOf(url),
    /POST \/rooms\/\d\/subscribers to subscribe client \d: 409 Conflict no more members/,
  );
  await assert.rejects(clientsOf("http://127.0.0.1:1"), /ECONNREFUSED/);
});
