import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { indexOfEnvelope, parseEnvelope } from "../../src/events/envelope.js";
import { WARM_UP_FIRST_INDEX } from "../../src/events/id.js";
import {
  encodeEvent,
  envelopeOverheadBytes,
  type TemplateName,
  templateNames,
  templates,
} from "../../src/events/templates.js";

const indexes = fc.oneof(fc.nat(1_000_000), fc.integer({ min: WARM_UP_FIRST_INDEX, max: 9_999_999_999 }));
const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const sizes = fc.oneof(fc.nat(200), fc.nat(3000), fc.nat(140_000));
const forEvery = (check: (name: TemplateName) => void): void => templateNames.forEach(check);

test("every template gives JSON of exactly the wanted size, in ASCII, or its least size when less is wanted", () => {
  forEvery((name) =>
    fc.assert(
      fc.property(sizes, indexes, seeds, (bytes, index, seed) => {
        const data = templates[name].render(bytes, index, seed);
        assert.equal(Buffer.byteLength(data), Math.max(bytes, templates[name].minBytes));
        assert.match(data, /^\{[\x20-\x7e]*\}$/);
        assert.equal(typeof JSON.parse(data), "object");
      }),
      { numRuns: 30, seed: 1 },
    ),
  );
});

test("the least sizes allow what the scenarios need", () => {
  const need = {
    "chat-message": 100,
    "editor-update": 20,
    payment: 122,
    "github-event": 915,
    ticker: 100,
    telemetry: 500,
    "live-score": 200,
    "game-state": 50,
    "order-book": 100_000,
    comment: 165,
    "stripe-event": 1424,
    "shop-order": 1000,
    "board-action": 1530,
    "slack-event": 600,
    "build-event": 1000,
  };
  forEvery((name) => assert.ok(templates[name].minBytes <= need[name], name));
});

test("the same arguments give the same bytes; all events of a round differ, and so do seeds", () => {
  forEvery((name) => {
    const { minBytes, render } = templates[name];
    assert.equal(render(minBytes, 5, 9), render(minBytes, 5, 9));
    // Fillers repeat after 65,536 events; that what is longer has the number in it is seen sooner.
    const events = minBytes < 105 ? 70_000 : 2_000;
    const distinct = new Set(Array.from({ length: events }, (_, index) => render(minBytes, index, 1)));
    assert.equal(distinct.size, events, name);
    assert.notEqual(render(300, 5, 1), render(300, 5, 2), name);
  });
});

test("events compress like real messages: neither random nor one letter repeated", () => {
  // Deflated size over size, for one message alone: 1.9 kB of real JSON shrinks to 0.18.
  const expected: Record<TemplateName, [bytes: number, least: number, most: number]> = {
    "chat-message": [2000, 0.3, 0.7],
    "editor-update": [100, 0.7, 1.1],
    payment: [2000, 0.15, 0.6],
    "github-event": [8000, 0.1, 0.45],
    ticker: [120, 0.5, 1],
    telemetry: [2000, 0.1, 0.5],
    "live-score": [400, 0.4, 0.9],
    "game-state": [200, 0.7, 1.1],
    "order-book": [20_000, 0.05, 0.4],
    comment: [1000, 0.3, 0.7],
    "stripe-event": [1600, 0.3, 0.65],
    "shop-order": [5000, 0.1, 0.4],
    "board-action": [1600, 0.3, 0.65],
    "slack-event": [900, 0.3, 0.7],
    "build-event": [10000, 0.1, 0.4],
  };
  forEvery((name) => {
    const [bytes, least, most] = expected[name];
    const data = templates[name].render(bytes, 42, 1);
    const ratio = deflateRawSync(data).length / bytes;
    assert.ok(ratio > least && ratio < most, `${name}: ${ratio}`);
  });
});

test("a large GitHub event is made of commits, a large payment of order lines, not of one long text", () => {
  const event = JSON.parse(templates["github-event"].render(8000, 42, 1));
  assert.ok(event.commits.length >= 10 && event.body.length < 1000);
  assert.equal(new Set(event.commits.map(({ id }: { id: string }) => id)).size, event.commits.length);
  const payment = JSON.parse(templates.payment.render(2000, 42, 1));
  assert.ok(payment.lines.length >= 10 && payment.description.length < 200);
});

test("a whole event is an envelope around the data, and its size is the data's plus a known overhead", () => {
  forEvery((name) => {
    const event = encodeEvent(name, 1, { index: 42, dueNs: 1.5e9, bytes: 2000 });
    assert.equal(event.length, 2000 + envelopeOverheadBytes(name), name);
    assert.equal(indexOfEnvelope(event), 42);
    const { id, type, timestamp, data } = parseEnvelope(event.toString());
    assert.deepEqual([id, type, timestamp], ["evt_0000000042", templates[name].type, "2026-01-01T00:00:01.500Z"]);
    assert.deepEqual(data, JSON.parse(templates[name].render(2000, 42, 1)));
  });
});
