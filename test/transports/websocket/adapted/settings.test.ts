/** The settings for services that know nothing of pushbench: what they may be, and what can be known with them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Flow, Guarantee } from "../../../../src/flow.js";
import { loopbackUrl } from "../../../../src/loopback.js";
import { adaptedSettings, isAdapted } from "../../../../src/transports/websocket/adapted/names.js";
import { config } from "../../../../src/transports/websocket/config.js";
import { own } from "../../../../src/transports/websocket/own.js";
import { type Settings, serving } from "./stage.js";

const problemsOf = (settings: unknown): string[] => {
  const parsed = config.safeParse(settings);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
};

test("no setting has a default: an approach that names none speaks pushbench's dialect", () => {
  const plain = config.parse({});
  assert.equal(isAdapted(plain), false);
  assert.deepEqual(
    Object.keys(plain).filter((name) => (adaptedSettings as readonly string[]).includes(name)),
    [],
  );
  assert.equal(isAdapted(config.parse({ path: "/" })), true);
  assert.deepEqual(own.settings, adaptedSettings);
});

const good: Settings[] = [
  { path: "/a/{{client}}?t={{ token }}&r={{room}}" },
  { headers: { "x-y": "Bearer {{token}}", Origin: "http://a" }, subprotocol: "v10.stomp" },
  { greeting: true },
  { greeting: "^hi" },
  { answer: "none", message: "tick" },
  { answer: { pattern: "ack (?<id>\\S+)" }, message: "{{id}}" },
  { answer: { pointer: "" } },
  { protocol: "socket.io", emits: "chat", auth: '{"t":"{{token}}"}', join: '["join",{{room}}]', answer: "none" },
];
for (const settings of good)
  test(`good: ${JSON.stringify(settings)}`, () => assert.deepEqual(problemsOf(settings), []));

const bad: [settings: unknown, problem: RegExp][] = [
  [{ path: "ws" }, /^path: must begin with \//],
  [{ path: "/a b" }, /^path: .*no blank/],
  [{ path: "/a\r\nX: y" }, /^path: .*no blank/],
  [{ path: "/a#b" }, /^path: .*no #/],
  [{ path: "/{{id}}" }, /^path: has an unknown placeholder \{\{id\}\}/],
  [{ headers: { host: "x" } }, /^headers\.host: belongs to the handshake/],
  [{ headers: { "Sec-WebSocket-Key": "x" } }, /belongs to the handshake/],
  [{ headers: { "sec-websocket-protocol": "x" } }, /subprotocol and deflate are settings/],
  [{ headers: { Upgrade: "h2c" } }, /belongs to the handshake/],
  [{ headers: { "a b": "x" } }, /must be the name of a header/],
  [{ headers: { "a:": "x" } }, /must be the name of a header/],
  [{ headers: { a: "x\r\nHost: y" } }, /^headers\.a: must be one line of ASCII/],
  [{ headers: { a: "ü" } }, /^headers\.a: must be one line of ASCII/],
  [{ subprotocol: "a, b" }, /^subprotocol: must be the name of one/],
  [{ greeting: "(" }, /^greeting: is not a regular expression/],
  [{ greeting: false }, /^greeting: /],
  [{ answer: "ack" }, /^answer: /],
  [{ answer: { pattern: "ack" } }, /^answer\.pattern: needs a named group/],
  [{ answer: { pointer: "ack" } }, /^answer\.pointer: must be a JSON pointer/],
  [{ answer: "echo", message: "tick" }, /^message: needs \{\{id\}\} or \{\{event\}\}/],
  [{ emits: "chat" }, /^emits: needs protocol: socket\.io/],
  [{ auth: "{}" }, /^auth: needs protocol: socket\.io/],
  [{ protocol: "socket.io", answer: "echo" }, /^answer: must be none or left out/],
  [{ protocol: "socket.io", greeting: true }, /^greeting: must be left out/],
  [{ protocol: "socket.io", join: "join" }, /^join: must be a JSON list/],
  [{ protocol: "socket.io", join: '["disconnect"]' }, /^join: must be a JSON list/],
  [{ protocol: "socket.io", emits: "disconnect" }, /^emits: is reserved/],
  [{ protocol: "socket.io", auth: "[]" }, /^auth: must be a JSON object/],
  [{ path: "/", signature: "hmac-sha256" }, /^signature: must be none/],
];
for (const [settings, problem] of bad) {
  test(`bad: ${JSON.stringify(settings)}`, () => {
    const problems = problemsOf(settings);
    assert.equal(problems.length, 1, problems.join("\n"));
    assert.match(problems[0]!, problem);
  });
}

const sights: [settings: Settings, flow: Flow, guarantee: Guarantee, sight: string | RegExp][] = [
  [{}, "ingest", "at-least-once", "acknowledgement"],
  [{}, "ingest", "at-most-once", /--set guarantee=at-least-once/],
  [{}, "relay", "at-least-once", "recipient"],
  [{}, "relay", "at-most-once", "recipient"],
  [{}, "broadcast", "at-most-once", /nobody can tell yours to send/],
  [{ path: "/" }, "ingest", "at-most-once", "socket"],
  [{ path: "/" }, "ingest", "at-least-once", /say in `answer`.*--set guarantee=at-most-once/],
  [{ answer: "none", message: "tick" }, "ingest", "at-most-once", "socket"],
  [{ answer: "echo" }, "ingest", "at-most-once", "acknowledgement"],
  [{ answer: { pointer: "/ack" } }, "ingest", "at-least-once", "acknowledgement"],
  [{ protocol: "socket.io" }, "ingest", "at-least-once", "acknowledgement"],
  [{ protocol: "socket.io", answer: "none" }, "ingest", "at-most-once", "socket"],
  [{ protocol: "socket.io" }, "relay", "at-most-once", "recipient"],
  [{ path: "/" }, "relay", "at-least-once", /--set guarantee=at-most-once/],
  [{ path: "/", message: "tick" }, "relay", "at-most-once", /put \{\{id\}\} or \{\{event\}\} into `message`/],
  [{ path: "/" }, "broadcast", "at-most-once", /nobody can tell yours to send/],
];
for (const [settings, flow, guarantee, expected] of sights) {
  test(`sight of ${JSON.stringify(settings)} in ${flow}, ${guarantee}`, () => {
    const sight = own.sight(config.parse(settings), flow, guarantee);
    if ("by" in sight) assert.equal(sight.by, expected);
    else assert.match(sight.cannot, expected as RegExp);
  });
}

const topology = { flow: "ingest", clients: 1, roomSize: 1 } as const;
const probing = (port: number, settings: Settings, signal = AbortSignal.timeout(5000)) =>
  own.probe({ config: config.parse(settings), topology, endpoint: { url: loopbackUrl(port) }, secret: "s", signal });

test("a probe opens a connection, waits for the greeting, says nothing and closes", async (t) => {
  const said: string[] = [];
  const codes: Promise<number>[] = [];
  const { port } = await serving(t, (socket, { url }) => {
    said.push(url!);
    setImmediate(() => socket.send("hello"));
    socket.on("message", (data) => said.push(String(data)));
    codes.push(new Promise((resolve) => socket.on("close", resolve)));
  });
  await probing(port, { path: "/x", greeting: "^hello", join: "join" });
  await probing(port, {});
  assert.deepEqual(said, ["/x", "/connect?client=0"]);
  assert.deepEqual(await Promise.all(codes), [1000, 1000]);
});

test("a probe rejects with the reason, and at once when the time is up", async (t) => {
  const { port } = await serving(t, () => {});
  await assert.rejects(probing(1, { path: "/" }), /ECONNREFUSED/);
  const startedAt = performance.now();
  await assert.rejects(probing(port, { greeting: true }, AbortSignal.timeout(50)), /no greeting|closed|aborted|time/);
  await assert.rejects(probing(port, { greeting: true }, AbortSignal.abort()), /abort/);
  assert.ok(performance.now() - startedAt < 2000);
});
