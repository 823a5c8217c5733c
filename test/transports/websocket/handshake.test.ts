import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { acceptOf, Handshake, upgradeOf, type Visitor } from "../../../src/transports/websocket/handshake.js";

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
const options = {
  authority: "127.0.0.1:8080",
  client: 7,
  token: "secret",
  origin: "https://app.example",
  deflate: false,
};
const asked = (visitor: Visitor & { deflate: boolean; authority: string; subprotocol?: string }, key?: string) =>
  new Handshake({ ...visitor, ...upgradeOf(visitor) }, key);
const OK = [
  "HTTP/1.1 101 Switching Protocols",
  "Upgrade: websocket",
  "Connection: Upgrade",
  `Sec-WebSocket-Accept: ${ACCEPT}`,
];
const DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover";

const answer = (lines: string[], body = "") => Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`);
const without = (start: string) => OK.filter((line) => !line.startsWith(start));

test("the accept value is the one of RFC 6455 section 1.3", () => assert.equal(acceptOf(KEY), ACCEPT));

test("the request asks for the client's connection, with token and origin", () => {
  assert.equal(
    asked(options, KEY).request.toString(),
    "GET /connect?client=7 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
      "Origin: https://app.example\r\nAuthorization: Bearer secret\r\n\r\n",
  );
});

test("deflate is offered only when it is asked for", () => {
  assert.match(
    asked({ ...options, deflate: true }).request.toString(),
    /permessage-deflate; server_no_context_takeover/,
  );
});

test("every handshake has a key of its own: 16 bytes", () => {
  const keys = Array.from({ length: 20 }, () => /Sec-WebSocket-Key: (.*)\r/.exec(`${asked(options).request}`)![1]!);
  assert.equal(new Set(keys).size, 20);
  for (const key of keys) assert.equal(Buffer.from(key, "base64").length, 16);
});

test("an accepted answer gives the bytes behind it, however it is split", () => {
  const bytes = answer(OK, "first frames");
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bytes.length }), (cut) => {
      const handshake = asked(options, KEY);
      const first = handshake.push(bytes.subarray(0, cut));
      const rest = first ?? handshake.push(bytes.subarray(cut));
      const missing = first === undefined ? 0 : bytes.length - cut;
      assert.equal(rest?.toString(), "first frames".slice(0, 12 - missing));
    }),
  );
});

test("header names and tokens are read whatever their case", () => {
  const lines = [
    "HTTP/1.1 101 OK",
    "UPGRADE: WebSocket",
    "connection: keep-alive, upgrade",
    `sec-websocket-accept:${ACCEPT}`,
  ];
  assert.equal(asked(options, KEY).push(answer(lines))?.length, 0);
});

const wrongAnswers: [what: string, lines: string[], deflate: boolean, message: RegExp][] = [
  ["no Upgrade header", without("Upgrade"), false, /no Upgrade: websocket/],
  ["no Connection header", without("Connection"), false, /no Connection: Upgrade/],
  ["no accept value", without("Sec"), false, /Sec-WebSocket-Accept is wrong/],
  ["the accept value of another key", [...without("Sec"), "Sec-WebSocket-Accept: x"], false, /Accept is wrong/],
  ["a subprotocol", [...OK, "Sec-WebSocket-Protocol: chat"], false, /subprotocol that was not offered/],
  ["an extension out of the blue", [...OK, DEFLATE], false, /extension that was not offered: permessage-deflate/],
  ["no deflate although it was asked for", OK, true, /did not accept permessage-deflate.*extensions: none/],
  ["deflate with context takeover", [...OK, "Sec-WebSocket-Extensions: permessage-deflate"], true, /did not accept/],
  ["something that is not HTTP", ["SSH-2.0-OpenSSH_9.2"], false, /not an HTTP\/1.1 answer: "SSH-2.0-OpenSSH_9.2"/],
];
for (const [what, lines, deflate, message] of wrongAnswers) {
  test(`an answer with ${what} is an error that says so`, () => {
    assert.throws(() => asked({ ...options, deflate }, KEY).push(answer(lines)), { message });
  });
}

test("deflate that was asked for is accepted", () => {
  assert.ok(asked({ ...options, deflate: true }, KEY).push(answer([...OK, DEFLATE])));
});

test("a refusal is an error with status and body, once the body is complete", () => {
  const handshake = asked(options, KEY);
  assert.equal(handshake.push(answer(["HTTP/1.1 503 Service Unavailable", "Content-Length: 9"], "try")), undefined);
  assert.throws(() => handshake.push(Buffer.from(" later")), {
    message: "the service answered 503 Service Unavailable: try later",
  });
});

test("a refusal without a length ends with the connection", () => {
  const handshake = asked(options, KEY);
  assert.equal(handshake.push(answer(["HTTP/1.1 404 Not Found"], "nothing here")), undefined);
  assert.equal(handshake.ended().message, "the service answered 404 Not Found: nothing here");
  assert.match(asked(options, KEY).ended().message, /ended before the answer/);
});

test("a refusal in chunks is read to its end", () => {
  const handshake = asked(options, KEY);
  const head = answer(["HTTP/1.1 503 Service Unavailable", "Transfer-Encoding: chunked"]);
  assert.equal(handshake.push(Buffer.concat([head, Buffer.from("4\r\ntry \r\n")])), undefined);
  assert.throws(() => handshake.push(Buffer.from("5\r\nlater\r\n0\r\n\r\n")), {
    message: "the service answered 503 Service Unavailable: try later",
  });
});

test("a refusal that is cut short shows what came of it", () => {
  const handshake = asked(options, KEY);
  assert.equal(handshake.push(answer(["HTTP/1.1 503 Busy", "Content-Length: 100"], "try later")), undefined);
  assert.equal(handshake.ended().message, "the service answered 503 Busy: try later");
});

test("an answer with a malformed head is an error that names the flaw", () => {
  const lines = [...OK, "Bad Header: x"];
  assert.throws(() => asked(options, KEY).push(answer(lines)), {
    message: "the answer is malformed: bad header",
  });
});

test("an answer that never ends is cut off", () => {
  assert.throws(() => asked(options, KEY).push(Buffer.alloc(20_000, "x")), {
    message: /no end of the answer's head in 16384 bytes/,
  });
});

test("interim answers in front of the one that counts are passed over, however they are split", () => {
  const bytes = Buffer.concat([
    answer(["HTTP/1.1 100 Continue"]),
    answer(["HTTP/1.1 103 Early Hints", "Link: </a.css>; rel=preload"]),
    answer(OK, "frames"),
  ]);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const handshake = asked(options, KEY);
    const first = handshake.push(bytes.subarray(0, cut));
    const rest = first ?? handshake.push(bytes.subarray(cut));
    assert.equal(`${rest}`, "frames".slice(0, first === undefined ? 6 : 6 - (bytes.length - cut)));
  }
});

test("a refusal over HTTP/1.0 is a refusal; an upgrade over it is none", () => {
  const refused = asked(options, KEY);
  assert.equal(refused.push(answer(["HTTP/1.0 404 File not found"], "no")), undefined);
  assert.equal(refused.ended().message, "the service answered 404 File not found: no");
  const upgraded = answer([OK[0]!.replace("1.1", "1.0"), ...OK.slice(1)]);
  assert.throws(() => asked(options, KEY).push(upgraded), { message: /HTTP\/1.0, which has no upgrades/ });
});

test("headers of one name are a list, whether on one line or on several", () => {
  const lines = [
    ...OK.filter((line) => !line.startsWith("Connection")),
    "Connection: keep-alive",
    "Connection: Upgrade",
  ];
  assert.ok(asked(options, KEY).push(answer(lines)));
});

test("an epoch of any text comes back as the same text, and says nothing else", () => {
  // Of what a header can hold; the oracle is the URL of the WHATWG.
  const character = fc
    .integer({ min: 0x20, max: 0xff })
    .filter((code) => code !== 0x7f && (code < 0x80 || code > 0x9f));
  const text = fc
    .array(character, { minLength: 1, maxLength: 30 })
    .map((codes) => String.fromCharCode(...codes).trim());
  fc.assert(
    fc.property(text, fc.nat(), (epoch, seq) => {
      const first = asked(options, KEY);
      first.push(Buffer.from(`${[...OK, `Pushbench-Epoch: ${epoch}`].join("\r\n")}\r\n\r\n`, "latin1"));
      const { request } = asked({ ...options, resume: { seq, epoch: first.epoch } }, KEY);
      const line = /^GET (\S+) HTTP\/1\.1\r\n/.exec(`${request}`);
      assert.ok(line, `${request}`);
      const { searchParams } = new URL(line[1]!, "http://x");
      assert.deepEqual([...searchParams].sort(), [
        ["client", "7"],
        ["epoch", first.epoch],
        ["resume", `${seq}`],
      ]);
      if (/^[ -~]*$/.test(epoch)) assert.equal(first.epoch, epoch);
    }),
    { seed: 1 },
  );
  for (const charset of ["latin1", "utf8"] as const) {
    const handshake = asked(options, KEY);
    handshake.push(Buffer.from(`${[...OK, "Pushbench-Epoch: é"].join("\r\n")}\r\n\r\n`, charset));
    assert.equal(handshake.epoch, "é", charset);
  }
});

test("interim answers are read once each, in whatever pieces they come", () => {
  const handshake = asked(options, KEY);
  const bytes = Buffer.concat([Buffer.from("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(400)), answer(OK)]);
  const { user } = process.cpuUsage();
  const rests = [...bytes].map((byte) => handshake.push(Buffer.of(byte)));
  assert.equal(rests.at(-1)?.length, 0);
  assert.ok(process.cpuUsage().user - user < 1_000_000);
});
