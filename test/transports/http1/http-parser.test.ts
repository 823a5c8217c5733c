import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { HttpParser } from "../../../src/transports/http1/http-parser.js";
import { type HttpProblem, httpProblems } from "../../../src/transports/http1/http-syntax.js";

type Role = "request" | "response";
interface Message {
  start: string;
  headers: (string | undefined)[];
  body: string;
  keepAlive: boolean;
}
interface Outcome {
  messages: Message[];
  problem: HttpProblem | null;
}

const MAX_BODY = 1000;
const ASKED_FOR = ["x-first", "content-type", "webhook-id"];

/** Feeds the pieces through one buffer that is overwritten after each, as a connection's reads are. */
function parse(role: Role, pieces: Buffer[], ended = false): Outcome {
  const parser = new HttpParser(role, MAX_BODY);
  const messages: Message[] = [];
  const take = () => {
    const { head } = parser;
    messages.push({
      start: role === "request" ? `${head.method} ${head.target}` : `${head.status} ${head.statusText}`,
      headers: ASKED_FOR.map((name) => head.header(name)),
      body: parser.body.toString("latin1"),
      keepAlive: head.keepAlive,
    });
    parser.reset();
  };
  const shared = Buffer.alloc(3 + Math.max(0, ...pieces.map(({ length }) => length)));
  for (const piece of pieces) {
    piece.copy(shared, 3);
    let offset = 3;
    while (offset < piece.length + 3 && parser.problem === null) {
      offset = parser.parse(shared, offset, piece.length + 3);
      if (parser.done) take();
    }
    shared.fill(0x5a);
  }
  if (ended && parser.problem === null) {
    parser.end();
    if (parser.done) take();
  }
  return { messages, problem: parser.problem };
}

const bytewise = (bytes: Buffer): Buffer[] => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));

function cut(bytes: Buffer, at: number[]): Buffer[] {
  const edges = [0, ...at.map((edge) => edge % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, i) => bytes.subarray(edges[i], edge));
}

const OK = "HTTP/1.1 200 OK\r\n";
const POST = "POST / HTTP/1.1\r\nHost: a\r\n";

describe("a message is understood, whole or byte by byte:", () => {
  const table: [string, Role, string, Partial<Message>[], { ended?: boolean }?][] = [
    [
      "an answer without a body",
      "response",
      "HTTP/1.1 204 No Content\r\n\r\n",
      [{ start: "204 No Content", body: "", keepAlive: true }],
    ],
    ["an answer without a reason", "response", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", [{ start: "200 " }]],
    [
      "a reason in Latin-1",
      "response",
      "HTTP/1.1 200 \xe9\tA\r\nContent-Length: 0\r\n\r\n",
      [{ start: "200 \xe9\tA" }],
    ],
    [
      "a folded header, which is unfolded",
      "response",
      `${OK}X-First: a\r\n\t b \r\n c\r\nContent-Length: 1\r\n\r\n.`,
      [{ headers: ["a  \t b    c", undefined, undefined], body: "." }],
    ],
    ["a body of a given length", "response", `${OK}content-LENGTH:  2 \t\r\n\r\nhi`, [{ body: "hi" }]],
    [
      "204 and 304 have no body, whatever they say",
      "response",
      "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\nHTTP/1.1 204 A\r\n\r\n",
      [{ start: "304 Not Modified", body: "" }, { start: "204 A" }],
    ],
    [
      "interim answers are skipped",
      "response",
      `HTTP/1.1 100 Continue\r\nX-First: no\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n${OK}Content-Length: 1\r\n\r\n.`,
      [{ start: "200 OK", headers: [undefined, undefined, undefined], body: "." }],
    ],
    [
      "chunks",
      "response",
      `${OK}Transfer-Encoding: Chunked\r\n\r\n2\r\nhe\r\n00003\r\nllo\r\n0\r\n\r\n`,
      [{ body: "hello" }],
    ],
    [
      "chunks with extensions and trailers",
      "response",
      `${OK}Transfer-Encoding: chunked\r\n\r\nA;name="v;w"\r\n0123456789\r\n1 ;x\r\n!\r\n0;last\r\nX-Sum: 1\r\nX-More:\r\n\r\n`,
      [{ body: "0123456789!" }],
    ],
    ["no chunks at all", "response", `${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, [{ body: "" }]],
    [
      "a body that lasts until the end",
      "response",
      `${OK}\r\nall of it`,
      [{ body: "all of it", keepAlive: false }],
      { ended: true },
    ],
    [
      "an empty body that lasts until the end",
      "response",
      `${OK}\r\n`,
      [{ body: "", keepAlive: false }],
      { ended: true },
    ],
    ["Connection: close", "response", `${OK}Content-Length: 0\r\nConnection: Close\r\n\r\n`, [{ keepAlive: false }]],
    [
      "close among other options",
      "response",
      `${OK}Content-Length: 0\r\nConnection: foo , close\r\nConnection: keep-alive\r\n\r\n`,
      [{ keepAlive: false }],
    ],
    ["HTTP/1.0 closes", "response", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", [{ keepAlive: false }]],
    [
      "HTTP/1.0 that is asked to stay",
      "response",
      "HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n",
      [{ keepAlive: true }],
    ],
    [
      "headers are found whatever their case",
      "request",
      `${POST}X-FIRST: 1\r\nwebhook-ID:\tevt\r\nx-first: 2\r\n\r\n`,
      [{ start: "POST /", headers: ["1", undefined, "evt"], body: "" }],
    ],
    [
      "requests one after another",
      "request",
      `${POST}Content-Length: 1\r\n\r\na\r\n${POST}\r\nGET /x?y HTTP/1.0\r\n\r\n`,
      [{ body: "a" }, { body: "" }, { start: "GET /x?y", keepAlive: false }],
    ],
    ["a chunked request", "request", `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`, [{ body: "a" }]],
    [
      "a head of the greatest size",
      "response",
      `${OK}X: ${"y".repeat(16 * 1024 - 24)}\r\n\r\n`,
      [{ start: "200 OK" }],
      { ended: true },
    ],
    [
      "a body of the greatest size",
      "response",
      `${OK}Content-Length: ${MAX_BODY}\r\n\r\n${"z".repeat(MAX_BODY)}`,
      [{ body: "z".repeat(MAX_BODY) }],
    ],
  ];
  for (const [name, role, text, expected, { ended } = {}] of table) {
    test(name, () => {
      const bytes = Buffer.from(text, "latin1");
      const whole = parse(role, [bytes], ended);
      assert.equal(whole.problem, null);
      assert.equal(whole.messages.length, expected.length);
      expected.forEach((message, i) => {
        assert.deepEqual({ ...whole.messages[i], ...message }, whole.messages[i]);
      });
      assert.deepEqual(parse(role, bytewise(bytes), ended), whole);
    });
  }
});

describe("a message is refused, whole or byte by byte:", () => {
  const table: [string, Role, string, HttpProblem, { ended?: boolean }?][] = [
    [
      "a bare line feed after the start line",
      "response",
      "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n",
      "bare line feed",
    ],
    ["a bare line feed at the end of the head", "response", `${OK}Content-Length: 0\r\n\n`, "bare line feed"],
    ["a bare line feed in a chunk size", "response", `${OK}Transfer-Encoding: chunked\r\n\r\n1\na`, "bare line feed"],
    ["a bare carriage return in a value", "response", `${OK}X: a\rb\r\n\r\n`, "bad header"],
    ["a NUL in a value", "response", `${OK}X: a\0b\r\n\r\n`, "bad header"],
    ["a space before the colon", "response", `${OK}Content-Length : 0\r\n\r\n`, "bad header"],
    ["a header without a name", "response", `${OK}: x\r\n\r\n`, "bad header"],
    ["a header without a colon", "response", `${OK}nothing\r\n\r\n`, "bad header"],
    ["a folded header", "request", `${POST}X: a\r\n b\r\n\r\n`, "folded header"],
    ["a folded length", "response", `${OK}Content-Length: 1\r\n 2\r\n\r\n`, "folded header"],
    ["a fold of no header", "response", `${OK} b\r\n\r\n`, "folded header"],
    ["a fold with a control character", "response", `${OK}X: a\r\n b\x01\r\n\r\n`, "bad header"],
    ["a space before the first header", "request", "POST / HTTP/1.1\r\n Host: a\r\n\r\n", "folded header"],
    ["not HTTP", "response", "hello\r\n", "bad start line"],
    ["HTTP/2", "response", "HTTP/2.0 200 OK\r\n", "bad start line"],
    ["HTTP in lower case", "response", "http/1.1 200 OK\r\n", "bad start line"],
    ["a status of two digits", "response", "HTTP/1.1 20 OK\r\n", "bad start line"],
    ["a status of four digits", "response", "HTTP/1.1 2000 OK\r\n", "bad start line"],
    ["a status below 100", "response", "HTTP/1.1 099 OK\r\n", "bad start line"],
    ["an empty line before an answer", "response", "\r\nHTTP/1.1 204 A\r\n\r\n", "bad start line"],
    ["two spaces in a request line", "request", "POST  / HTTP/1.1\r\n", "bad start line"],
    ["a target with a space", "request", "POST /a b HTTP/1.1\r\n", "bad start line"],
    ["a request without a version", "request", "GET /\r\n", "bad start line"],
    ["a request without Host", "request", "GET / HTTP/1.1\r\n\r\n", "bad host"],
    ["a Host that names no host", "request", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "bad host"],
    ["a request with two Hosts", "request", `${POST}Host: a\r\n\r\n`, "bad host"],
    ["two lengths", "response", `${OK}Content-Length: 1\r\nContent-Length: 1\r\n\r\na`, "bad content-length"],
    ["a list of lengths", "response", `${OK}Content-Length: 1, 1\r\n\r\na`, "bad content-length"],
    ["a signed length", "response", `${OK}Content-Length: +1\r\n\r\na`, "bad content-length"],
    ["a hexadecimal length", "response", `${OK}Content-Length: 0x1\r\n\r\na`, "bad content-length"],
    ["no length", "response", `${OK}Content-Length:\r\n\r\na`, "bad content-length"],
    ["an immense length", "response", `${OK}Content-Length: 99999999999999999999\r\n\r\n`, "bad content-length"],
    [
      "a length and chunks",
      "request",
      `${POST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
      "length and encoding",
    ],
    ["another encoding", "request", `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n`, "bad transfer-encoding"],
    [
      "chunked twice",
      "request",
      `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n`,
      "bad transfer-encoding",
    ],
    ["chunks in HTTP/1.0", "request", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "bad transfer-encoding"],
    ["a chunk size that is no number", "response", `${OK}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`, "bad chunk"],
    ["an empty chunk size", "response", `${OK}Transfer-Encoding: chunked\r\n\r\n\r\n`, "bad chunk"],
    ["a negative chunk size", "response", `${OK}Transfer-Encoding: chunked\r\n\r\n-1\r\n`, "bad chunk"],
    [
      "a chunk size that would overflow",
      "response",
      `${OK}Transfer-Encoding: chunked\r\n\r\n100000000000\r\n`,
      "bad chunk",
    ],
    ["a chunk longer than its size", "response", `${OK}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n`, "bad chunk"],
    [
      "an endless chunk extension",
      "response",
      `${OK}Transfer-Encoding: chunked\r\n\r\n1;${"x".repeat(300)}`,
      "bad chunk",
    ],
    [
      "a trailer that is no header",
      "response",
      `${OK}Transfer-Encoding: chunked\r\n\r\n0\r\nnothing\r\n\r\n`,
      "bad header",
    ],
    [
      "endless trailers",
      "response",
      `${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n${"X: y\r\n".repeat(3000)}`,
      "head too large",
    ],
    ["an endless head", "response", `${OK}${"X: y\r\n".repeat(3000)}`, "head too large"],
    ["an endless line", "request", `GET /${"x".repeat(20_000)}`, "head too large"],
    ["a body beyond the limit", "response", `${OK}Content-Length: ${MAX_BODY + 1}\r\n\r\n`, "body too large"],
    [
      "chunks beyond the limit",
      "response",
      `${OK}Transfer-Encoding: chunked\r\n\r\n3e8\r\n${"x".repeat(1000)}\r\n1\r\n`,
      "body too large",
    ],
    ["a body until the end beyond the limit", "response", `${OK}\r\n${"x".repeat(MAX_BODY + 1)}`, "body too large"],
    ["an upgrade", "response", "HTTP/1.1 101 Switching Protocols\r\n\r\n", "unexpected upgrade"],
    ["an end inside the head", "response", "HTTP/1.1 200 OK\r\nContent", "cut short", { ended: true }],
    ["an end inside a body", "response", `${OK}Content-Length: 5\r\n\r\nhell`, "cut short", { ended: true }],
    [
      "an end before the last chunk",
      "response",
      `${OK}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n`,
      "cut short",
      { ended: true },
    ],
  ];
  for (const [name, role, text, problem, { ended } = {}] of table) {
    test(name, () => {
      const bytes = Buffer.from(text, "latin1");
      assert.deepEqual(parse(role, [bytes], ended), { messages: [], problem });
      assert.deepEqual(parse(role, bytewise(bytes), ended), { messages: [], problem });
    });
  }

  test("the table above has every kind of problem", () => {
    assert.deepEqual([...new Set(table.map(([, , , problem]) => problem))].sort(), Object.keys(httpProblems).sort());
  });
});

test("an end between messages is no problem", () => {
  assert.deepEqual(parse("response", [], true), { messages: [], problem: null });
  assert.equal(parse("response", [Buffer.from("HTTP/1.1 204 A\r\n\r\n")], true).problem, null);
});

test("a message that came in one read is not copied", () => {
  const bytes = Buffer.from(`${OK}Content-Length: 2\r\n\r\nhi`);
  const parser = new HttpParser("response", MAX_BODY);
  parser.parse(bytes, 0, bytes.length);
  assert.equal(parser.body.buffer, bytes.buffer);
  bytes.write("HI", bytes.length - 2);
  assert.equal(parser.body.toString(), "HI");
});

// Messages are made from a model, so that what they hold is known without any parser.
const value = fc.stringMatching(/^[!-~](?:[ -~]{0,20}[!-~])?$/);
const body = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)),
  maxLength: 200,
});
const spelled = (name: string) => fc.constantFrom(name, name.toLowerCase(), name.toUpperCase());
const chunkEdges = fc.array(fc.nat(), { maxLength: 4 });

interface Modelled {
  text: string;
  message: Message;
}

const modelled = (role: Role): fc.Arbitrary<Modelled> =>
  fc
    .record({
      start:
        role === "request"
          ? fc.constantFrom("POST /", "PUT /a/b?c=%20")
          : fc.constantFrom("200 OK", "404 Not Found", "503 "),
      first: fc.option(value, { nil: undefined }),
      type: value,
      id: value,
      body,
      chunked: fc.boolean(),
      edges: chunkEdges,
      trailer: fc.boolean(),
      close: fc.boolean(),
      interim: fc.boolean(),
      lengthName: spelled("Content-Length"),
      encodingName: spelled("Transfer-Encoding"),
    })
    .map((model) => {
      const interim = role === "response" && model.interim ? "HTTP/1.1 102 Processing\r\nX-First: interim\r\n\r\n" : "";
      let text =
        interim + (role === "request" ? `${model.start} HTTP/1.1\r\nHost: h\r\n` : `HTTP/1.1 ${model.start}\r\n`);
      if (model.first !== undefined) text += `X-First: ${model.first}\r\n`;
      text += `Content-Type:${model.type}\r\nWebhook-Id:  ${model.id}\t\r\n`;
      if (model.close) text += "Connection: close\r\n";
      if (model.chunked) {
        const pieces = cut(Buffer.from(model.body, "latin1"), model.edges).filter(({ length }) => length > 0);
        text += `${model.encodingName}: chunked\r\n\r\n`;
        for (const piece of pieces) text += `${piece.length.toString(16)};e=1\r\n${piece.toString("latin1")}\r\n`;
        text += `0\r\n${model.trailer ? "X-First: trailer\r\n" : ""}\r\n`;
      } else text += `${model.lengthName}: ${model.body.length}\r\n\r\n${model.body}`;
      const headers = [model.first, model.type, model.id];
      return { text, message: { start: model.start, headers, body: model.body, keepAlive: !model.close } };
    });

const stream = (role: Role) => fc.array(modelled(role), { minLength: 1, maxLength: 4 });
const splits = fc.array(fc.nat(), { maxLength: 12 });

for (const role of ["request", "response"] as const) {
  test(`any split of any ${role}s reads as what was written`, () => {
    fc.assert(
      fc.property(stream(role), splits, (all, at) => {
        const bytes = Buffer.from(all.map(({ text }) => text).join(""), "latin1");
        assert.deepEqual(parse(role, cut(bytes, at)), { messages: all.map(({ message }) => message), problem: null });
      }),
      { numRuns: 400 },
    );
  });

  test(`damaged ${role}s never throw, and read alike however they are split`, () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...Buffer.from("\r\n :;,0a\0\xff", "latin1"))), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(stream(role), damage, splits, fc.boolean(), (all, damages, at, ended) => {
        const bytes = Buffer.from(all.map(({ text }) => text).join(""), "latin1");
        for (const [where, byte] of damages) bytes[where % bytes.length] = byte;
        const whole = parse(role, [bytes], ended);
        assert.deepEqual(parse(role, cut(bytes, at), ended), whole);
        assert.deepEqual(parse(role, bytewise(bytes), ended), whole);
      }),
      { numRuns: 400 },
    );
  });

  test(`random bytes never throw as a ${role}`, () => {
    const prefix = fc.constantFrom("", OK, POST, `${OK}\r\n`, `${OK}Transfer-Encoding: chunked\r\n\r\n`);
    fc.assert(
      fc.property(prefix, fc.uint8Array({ maxLength: 300 }), splits, (start, noise, at) => {
        const bytes = Buffer.concat([Buffer.from(start), noise]);
        assert.deepEqual(parse(role, cut(bytes, at), true), parse(role, [bytes], true));
      }),
      { numRuns: 400 },
    );
  });
}
