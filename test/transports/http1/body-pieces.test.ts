import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { HttpHead } from "../../../src/transports/http1/http-head.js";
import { HttpParser } from "../../../src/transports/http1/http-parser.js";

const BODY = "data: one\n\ndata: two\n\n";
const chunked = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";

const answers: Record<string, string> = {
  "until the connection ends": `${HEAD}\r\n${BODY}`,
  "of an announced length": `${HEAD}Content-Length: ${BODY.length}\r\n\r\n${BODY}`,
  "in chunks": `${HEAD}Transfer-Encoding: chunked\r\n\r\n${chunked(BODY.slice(0, 4))}${chunked(BODY.slice(4))}0\r\n\r\n`,
  "behind interim answers": `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${HEAD}\r\n${BODY}`,
};

/** Feeds the pieces through one buffer that is overwritten after each. */
function read(pieces: Buffer[], wantsPieces = true) {
  let taken = "";
  let onWhich: string | undefined;
  const parser = new HttpParser("response", 10, {
    pieces: {
      wantsPieces(head: HttpHead) {
        onWhich = head.header("content-type");
        return wantsPieces;
      },
      onPiece: (bytes, from, to) => {
        taken += bytes.toString("latin1", from, to);
      },
    },
  });
  const shared = Buffer.alloc(1000);
  const takenAfter: number[] = [];
  for (const piece of pieces) {
    piece.copy(shared);
    for (let at = 0; at < piece.length && parser.problem === null; ) at = parser.parse(shared, at, piece.length);
    shared.fill(0x5a);
    takenAfter.push(taken.length);
  }
  parser.end();
  return { taken, takenAfter, onWhich, parser };
}

for (const [how, answer] of Object.entries(answers)) {
  test(`a body ${how} is handed on as it comes, whatever the limit for whole bodies`, () => {
    const bytes = Buffer.from(answer);
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.nat(bytes.length), (a, b) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        const { taken, onWhich, parser } = read([
          bytes.subarray(0, from),
          bytes.subarray(from, to),
          bytes.subarray(to),
        ]);
        assert.equal(taken, BODY);
        assert.equal(onWhich, "text/event-stream");
        assert.equal(parser.problem, null);
        assert.equal(parser.done, true);
      }),
      { numRuns: 50 },
    );
  });
}

test("nothing of a piece waits for the next read", () => {
  const bytes = Buffer.from(answers["until the connection ends"]!);
  const headBytes = bytes.length - BODY.length;
  const { takenAfter } = read(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)));
  assert.deepEqual(
    takenAfter,
    Array.from(bytes, (_, at) => Math.max(0, at + 1 - headBytes)),
  );
});

test("a body that nobody wants in pieces is read whole, within its limit", () => {
  const { taken, parser } = read(
    [Buffer.from("HTTP/1.1 503 Busy\r\nContent-Length: 5\r\n\r\nla"), Buffer.from("ter")],
    false,
  );
  assert.equal(taken, "");
  assert.equal(parser.body.toString(), "later");
  assert.equal(read([Buffer.from(answers["in chunks"]!)], false).parser.problem, "body too large");
});
