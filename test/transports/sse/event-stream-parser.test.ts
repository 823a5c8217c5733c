import assert from "node:assert/strict";
import { test } from "node:test";
import { createParser } from "eventsource-parser";
import fc from "fast-check";
import { encodeEvent, encodeText, HEARTBEAT } from "../../../src/transports/sse/event-stream.js";
import { EventStreamParser } from "../../../src/transports/sse/event-stream-parser.js";

interface Read {
  events: { data: string; type: string; id: string }[];
  retries: number[];
  fine: boolean;
}

/** Feeds the pieces through one buffer that is overwritten after each, as a connection's reads are. */
function read(pieces: readonly Buffer[], maxEventBytes = 1000): Read {
  const events: Read["events"] = [];
  const retries: number[] = [];
  const owner = {
    onEvent: (data: Buffer, type: string, id: string) => events.push({ data: data.toString(), type, id }),
    onRetry: (delayMs: number) => retries.push(delayMs),
    onComment() {},
  };
  const parser = new EventStreamParser(owner, maxEventBytes);
  const shared = Buffer.alloc(Math.max(0, ...pieces.map(({ length }) => length)));
  let fine = true;
  for (const piece of pieces) {
    piece.copy(shared);
    fine = parser.push(shared.subarray(0, piece.length)) && fine;
    shared.fill(0x5a);
  }
  return { events, retries, fine };
}

const bytewise = (bytes: Buffer): Buffer[] => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const edges = [0, ...at.map((edge) => edge % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, i) => bytes.subarray(edges[i], edge));
}

/** What an independent parser makes of the text. It tells an event's own id; the last one holds until there is another. */
function readByOthers(text: string): Omit<Read, "fine"> {
  const events: Read["events"] = [];
  const retries: number[] = [];
  let id = "";
  const parser = createParser({
    onEvent: (event) => {
      id = event.id ?? id;
      events.push({ data: event.data, type: event.event ?? "", id });
    },
    onRetry: (delayMs) => retries.push(delayMs),
    onComment() {},
  });
  parser.feed(text);
  // It waits for what follows a last CR.
  if (text.endsWith("\r")) parser.feed("\n");
  return { events, retries };
}

/** Lines of everything that has a meaning or nearly has one, and line ends of every kind. */
const fieldName = fc.constantFrom("data", "id", "event", "retry", "Data", "dat", "datas", " data", "", "ids", "e");
const value = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("", " ", "  x", "12", "é\u{1f600}", ":", "{}"),
);
const line = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fieldName, fc.constantFrom(":", ": ", ""), value).map((parts) => parts.join("")) },
  { weight: 3, arbitrary: fc.constant("") },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
);
const stream = fc
  .array(fc.tuple(line, fc.constantFrom("\n", "\r", "\r\n")), { maxLength: 16 })
  .map((lines) => lines.flat().join(""))
  .filter((text) => !text.startsWith("ï»¿")); // which the other parser takes for a byte order mark

test("any stream is read as an independent parser reads it, however it is cut", () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 8 }), fc.boolean(), (text, at, withMark) => {
      const { events, retries } = readByOthers(text);
      const bytes = Buffer.from(withMark ? `\u{feff}${text}` : text);
      for (const pieces of [cut(bytes, at), bytewise(bytes), [bytes]]) {
        const own = read(pieces);
        assert.deepEqual(own.retries, retries);
        // An id without an event counts for the events that follow; the other parser tells only of events.
        assert.deepEqual(
          own.events.map(({ data, type }) => ({ data, type })),
          events.map(({ data, type }) => ({ data, type })),
        );
      }
    }),
    { numRuns: 100 },
  );
});

test("an id is that of the last event that had one", () => {
  const ids = (text: string) => read([Buffer.from(text)]).events.map(({ id }) => id);
  assert.deepEqual(ids("id: a\ndata:\n\ndata:\n\nid: b\ndata:\n\n"), ["a", "a", "b"]);
  assert.deepEqual(ids("id: a\n\ndata:\n\n"), ["a"], "an id without an event");
  assert.deepEqual(ids("id: a\ndata:\n\nid\ndata:\n\n"), ["a", ""], "an empty id");
  assert.deepEqual(ids("id: a\ndata:\n\nid: b\0\ndata:\n\n"), ["a", "a"], "an id with a NULL");
});

test("what was encoded is read as it was, heartbeats between or not", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.string({ unit: "binary", maxLength: 40 }),
          fc.string({ minLength: 1, maxLength: 8 }).filter((id) => !/[\r\n\0]/.test(id) && !id.startsWith(" ")),
        ),
        { maxLength: 5 },
      ),
      fc.array(fc.nat(), { maxLength: 5 }),
      (sent, at) => {
        const bytes = sent.flatMap(([body, id]) => [HEARTBEAT, encodeEvent(Buffer.from(body), id)]);
        const { events } = read(cut(Buffer.concat(bytes), at));
        assert.deepEqual(
          events,
          sent.map(([body, id]) => ({ data: body.replaceAll(/\r\n?/g, "\n"), type: "", id })),
        );
      },
    ),
  );
});

test("an event is spelled so", () => {
  assert.equal(`${encodeEvent(Buffer.from("{}"), "e.7")}`, "id: e.7\ndata: {}\n\n");
  assert.equal(`${encodeEvent(Buffer.from("{}"), "")}`, "data: {}\n\n");
  assert.equal(`${encodeEvent(Buffer.from("{\r\n}"), "e.7")}`, "id: e.7\ndata: {\ndata: }\n\n");
  assert.equal(`${encodeText("12", "gap")}`, "event: gap\ndata: 12\n\n");
});

test("an event or a line that is too long ends the stream, and is handed to nobody", () => {
  const long = "x".repeat(101);
  for (const text of [
    `data: ${long}\n\n`,
    `data: ${long}`,
    `: ${long}`,
    `data: x\n${`data: ${"x".repeat(50)}\n`.repeat(2)}\n`,
  ]) {
    for (const pieces of [[Buffer.from(text)], bytewise(Buffer.from(text))]) {
      assert.deepEqual(read(pieces, 100), { events: [], retries: [], fine: false }, text);
    }
  }
  assert.equal(read([Buffer.from(`data: ${long.slice(1)}\n\n`)], 100).fine, true);
});
