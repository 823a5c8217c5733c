/** Services that do not do what the settings say, or that do it badly. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { PingPace } from "../../../../src/transports/websocket/adapted/ping-pace.js";
import { closePayload, encodeFrame, TEXT } from "../../../../src/transports/websocket/frames.js";
import { acceptOf } from "../../../../src/transports/websocket/handshake.js";
import { until } from "../recording-observer.js";
import { driverTo, event, NEVER, type Settings, SOON, serving } from "./stage.js";

const SHORT = { openTimeoutMs: 500 };

/** A TCP server that accepts every upgrade, and what it does then. */
async function upgrading(
  t: TestContext,
  serve: (socket: Socket, respond: (rest?: Buffer) => void) => void,
  lines: string[] = [],
) {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => {});
    socket.once("data", (request) => {
      const key = /sec-websocket-key: (.*)\r/i.exec(`${request}`)![1]!;
      const head = [
        "HTTP/1.1 101 X",
        "Upgrade: websocket",
        "Connection: Upgrade",
        `Sec-WebSocket-Accept: ${acceptOf(key)}`,
        ...lines,
      ];
      serve(socket, (rest = Buffer.alloc(0)) =>
        socket.write(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), rest])),
      );
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(async () => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, "close");
  });
  return (server.address() as AddressInfo).port;
}

const subprotocols: [offered: string | undefined, chosen: string | undefined, error: RegExp | undefined][] = [
  ["chat.v1", "chat.v1", undefined],
  ["chat.v1", "chat.v2", /^client 0: the service chose the subprotocol chat\.v2; offered was chat\.v1$/],
  ["chat.v1", undefined, /^client 0: the service chose no subprotocol; offered was chat\.v1$/],
  [undefined, "chat.v1", /^client 0: the service chose a subprotocol that was not offered$/],
];
for (const [offered, chosen, error] of subprotocols) {
  test(`subprotocol: ${offered} is offered and ${chosen} is chosen`, async (t) => {
    const port = await upgrading(t, (_, respond) => respond(), chosen ? [`Sec-WebSocket-Protocol: ${chosen}`] : []);
    const { driver } = driverTo(t, port, { path: "/", ...(offered && { subprotocol: offered }) });
    if (error === undefined) await driver.open();
    else await assert.rejects(driver.open(), { message: error });
  });
}

const greetings: [what: string, first: string[], greeting: true | string, error: RegExp | undefined][] = [
  ["nothing", [], true, /^client 0: no greeting within 500 ms: nothing came$/],
  ["another one", ["go away", "please"], "^hello", /^client 0: no greeting within 500 ms: "go away" came$/],
  ["a long other one", ["é".repeat(5000)], "^hello", /^client 0: no greeting within 500 ms: "é{80}…" came$/],
  ["it late", ["busy", "hello"], "^hello", undefined],
  ["an empty one", [""], true, undefined],
];
for (const [what, first, greeting, error] of greetings) {
  test(`a service that should greet with ${greeting} sends ${what}`, async (t) => {
    const { port } = await serving(t, (socket) => {
      for (const text of first) socket.send(text);
    });
    const { driver, observer } = driverTo(t, port, { greeting }, SHORT);
    if (error === undefined) await driver.open();
    else await assert.rejects(driver.open(), { message: error });
    assert.deepEqual(observer.problems, []);
  });
}

test("a service that closes, breaks off or talks nonsense in the place of its greeting is told as it is", async (t) => {
  const ends: [(socket: Socket) => void, RegExp][] = [
    [
      (socket) => socket.write(encodeFrame(0x8, closePayload(4403, "who are you?"))),
      /^client 0: no greeting: closed by the service: 4403 who are you\?$/,
    ],
    [(socket) => socket.end(), /^client 0: no greeting: connection lost: it ended without a close frame$/],
    [(socket) => socket.resetAndDestroy(), /^client 0: (read ECONNRESET|no greeting: connection lost)/],
    [
      (socket) => socket.write(Buffer.from([0xf1, 0])),
      /^client 0: protocol violation by the service: RSV2 or RSV3 is set$/,
    ],
  ];
  for (const [end, message] of ends) {
    const port = await upgrading(t, (socket, respond) => {
      respond();
      setImmediate(() => end(socket));
    });
    await assert.rejects(driverTo(t, port, { greeting: true }).driver.open(), { message });
  }
});

test("an upgrade that is answered 401 is told with status and body", async (t) => {
  const { port } = await serving(t, () => {}, { verifyClient: (_info, done) => done(false, 401, "no key") });
  await assert.rejects(driverTo(t, port, { path: "/" }).driver.open(), {
    message: "client 0: the service answered 401 Unauthorized: no key",
  });
});

test("a greeting in front of which comes a ping, split into bytes, with an answer behind it", async (t) => {
  let answered = Buffer.alloc(0);
  const port = await upgrading(t, (socket, respond) => {
    respond();
    socket.on("data", (bytes) => {
      answered = Buffer.concat([answered, bytes]);
    });
    const bytes = Buffer.concat([
      encodeFrame(0x9, Buffer.from("now")),
      encodeFrame(TEXT, Buffer.from("hello"), { fin: false }),
      encodeFrame(0, Buffer.from(" you")),
    ]);
    const rest = [...bytes].map((byte) => Buffer.from([byte]));
    const next = (): void => {
      const byte = rest.shift();
      if (byte !== undefined) socket.write(byte, () => setImmediate(next));
    };
    setImmediate(next);
  });
  const { driver } = driverTo(t, port, { greeting: "^hello you$" });
  await driver.open();
  await until(() => answered.length >= 9);
  assert.deepEqual([answered[0], answered[1]], [0x8a, 0x80 + "now".length], "the ping was answered");
});

test("at-least-once: a service that closes after ten messages gets the rest over the next connections", async (t) => {
  const { port } = await serving(t, (socket) => {
    let messages = 0;
    socket.on("message", (data) => {
      if (++messages > 10) return;
      socket.send(data);
      if (messages === 10) socket.close(1011, "tired");
    });
  });
  const { driver, observer, send } = driverTo(t, port, { answer: "echo", reconnect: SOON });
  await driver.open();
  for (let index = 0; index < 35; index++) send(0, index);
  await until(() => driver.pending() === 0);
  assert.deepEqual(
    observer.ackedEvents,
    Array.from({ length: 35 }, (_, index) => [0, index]),
  );
  assert.equal(observer.refusedEvents.length, 0);
  assert.equal(
    observer.problems.filter((problem) => problem === "closed by the service: 1011 tired").length >= 3,
    true,
  );
});

test("close code 4001 is a service's own: the client comes back", async (t) => {
  let connections = 0;
  const { port } = await serving(t, (socket) => {
    if (++connections === 1) socket.close(4001, "session moved");
  });
  const { driver } = driverTo(t, port, { path: "/", reconnect: SOON });
  await driver.open();
  await until(() => connections === 2);
});

const strangers: [what: string, answer: (text: string) => string | Buffer, settings: Settings, problem: RegExp][] = [
  [
    "an error with the id",
    () => '{"error":"no","id":"evt_0000000000"}',
    { answer: "echo" },
    /^not the message that was sent .*: "\{\\"error/,
  ],
  ["half of an echo", (text) => text.slice(0, -5), { answer: "echo" }, /^not the message that was sent/],
  ["something else", () => "OK", { answer: "echo" }, /^neither an event nor an answer: "OK"$/],
  ["no JSON", () => "ack evt_0000000000", { answer: { pointer: "/ack" } }, /^neither an event nor an answer: "ack evt/],
  [
    "another id",
    () => '{"ack":"evt_0000000009"}',
    { answer: { pointer: "/ack" } },
    /^ack of an event that waits for none$/,
  ],
  [
    "bytes",
    () => Buffer.from([0xff, 0xfe]),
    { answer: { pattern: "(?<id>.*)" } },
    /^neither an event nor an answer: "/,
  ],
];
for (const guarantee of ["at-least-once", "at-most-once"] as const) {
  for (const [what, answer, settings, problem] of strangers) {
    test(`${guarantee}: ${what} in the place of an answer acknowledges nothing`, async (t) => {
      const { port } = await serving(t, (socket) => socket.on("message", (data) => socket.send(answer(String(data)))));
      const { driver, observer, send } = driverTo(t, port, settings, { guarantee, senders: [0] });
      await driver.open();
      send(0, 0);
      await until(() => observer.problems.length === 1);
      assert.match(observer.problems[0]!, problem);
      assert.deepEqual([observer.ackedEvents, driver.pending()], [[], 1]);
    });
  }
}

test("without `answer`, what the service says is a reason, and the events are read all the same", async (t) => {
  const { port } = await serving(t, (socket) => socket.on("message", () => socket.send("got it")));
  const { driver, observer, send } = driverTo(t, port, { path: "/" }, { guarantee: "at-most-once" });
  await driver.open();
  for (let index = 0; index < 3; index++) send(0, index);
  await until(() => driver.pending() === 0);
  assert.equal(observer.deliveredEvents.length, 3);
  assert.deepEqual(observer.problems, Array(3).fill('neither an event nor an answer: "got it"'));
});

test("a service's pings are answered; one that never pings is never given up", async (t) => {
  let pongs = 0;
  const { port } = await serving(t, (socket) => {
    socket.on("pong", () => pongs++);
    socket.ping("a");
  });
  const settings = { path: "/", heartbeatSeconds: 0.02, reconnect: NEVER };
  const { driver, observer } = driverTo(t, port, settings);
  await driver.open();
  await until(() => pongs === 1);
  const quiet = await serving(t, () => {});
  const second = driverTo(t, quiet.port, settings);
  await second.driver.open();
  await new Promise((resolve) => setTimeout(resolve, 120)); // six heartbeats
  assert.deepEqual([observer.disconnectedClients, second.observer.disconnectedClients], [[], []]);
});

test("a service that pinged and has fallen silent is given up after twice its usual gap", async (t) => {
  const { port } = await serving(t, (socket) => {
    socket.ping();
    setTimeout(() => socket.ping(), 30);
  });
  const settings = { path: "/", heartbeatSeconds: 0.02, reconnect: NEVER };
  const { driver, observer } = driverTo(t, port, settings);
  await driver.open();
  await until(() => observer.problems.length === 1);
  assert.deepEqual(observer.problems, ["connection lost: no heartbeat from the service"]);
});

test("how long a service may be silent follows the longest gap between its pings", () => {
  const pace = new PingPace();
  const check = (times: number): void => {
    for (let i = 0; i < times; i++) pace.checked();
  };
  assert.equal(pace.mostQuietChecks, Number.POSITIVE_INFINITY);
  pace.pinged();
  assert.equal(pace.mostQuietChecks, Number.POSITIVE_INFINITY, "one ping has no gap");
  check(1);
  pace.pinged();
  assert.equal(pace.mostQuietChecks, 3);
  check(5);
  pace.pinged();
  assert.equal(pace.mostQuietChecks, 11);
  pace.pinged();
  assert.equal(pace.mostQuietChecks, 11);
});

test("a service that reads nothing is not sent more than the client may hold, and nothing hangs", async (t) => {
  const { port } = await serving(t, (socket) => socket.pause());
  const { driver, observer } = driverTo(t, port, { answer: "none", reconnect: NEVER }, { guarantee: "at-most-once" });
  await driver.open();
  const big = driver.prepare(0, 0, event(0, "x".repeat(8 * 1024 * 1024)));
  for (let index = 0; index < 12; index++) driver.send(0, index, big);
  assert.ok(observer.refusedEvents.length >= 2);
  assert.ok(observer.refusedEvents.every(([, , reason]) => reason === "client queue full"));
  await driver.close();
});
