import assert from "node:assert/strict";
import { test } from "node:test";
import { type Histogram as HdrHistogram, HistogramLogReader, listTags } from "hdr-histogram-js";
import { hlog } from "../../src/reporters/hlog.js";
import { encoded, latencies, part, resultOf, WEBHOOK, WEBSOCKET } from "./fixture.js";

function intervals(text: string): HdrHistogram[] {
  const reader = new HistogramLogReader(text, 64);
  const found: HdrHistogram[] = [];
  for (let next = reader.nextIntervalHistogram(); next !== null; next = reader.nextIntervalHistogram()) {
    found.push(next as HdrHistogram);
  }
  return found;
}

test("an independent reader finds one interval per second, tagged with the approach, in the order of time", () => {
  const text = hlog(resultOf(2));
  assert.deepEqual(listTags(text).sort(), ["webhook", "websocket"]);
  const found = intervals(text);
  assert.equal(found.length, 2 * 2 * 3);
  const firstRoundMs = Date.UTC(2026, 0, 2, 10, 0, 20);
  const secondRoundMs = firstRoundMs + 20_000;
  const secondsOf = (startMs: number): number[] => [0, 0, 1, 1, 2, 2].map((second) => startMs + second * 1000);
  assert.deepEqual(
    found.map(({ startTimeStampMsec }) => Math.round(startTimeStampMsec)),
    [...secondsOf(firstRoundMs), ...secondsOf(secondRoundMs)],
  );
  for (const { startTimeStampMsec, endTimeStampMsec } of found) {
    assert.equal(Math.round(endTimeStampMsec - startTimeStampMsec), 1000);
  }
});

test("the last interval is as long as its part of a second, and a closed loop is said to have no due times", () => {
  const result = resultOf(1, [WEBHOOK], (bent) => {
    part(bent, 1, "webhook").windowNs = 2.5e9;
  });
  const lengths = intervals(hlog(result)).map((one) => Math.round(one.endTimeStampMsec - one.startTimeStampMsec));
  assert.deepEqual(lengths, [1000, 1000, 500]);
  assert.match(hlog(result), /^#\[Latency from the due time, /m);
  delete part(result, 1, "webhook").latency.lateness;
  assert.match(hlog(result), /^#\[Latency from when the event began, /m);
});

test("what is read back is what was measured", () => {
  const values = [0, 1, 2].map((second) => latencies(1_000_000 * (second + 1), 1_800, second));
  const result = resultOf(1, [WEBHOOK], (bent) => {
    for (const [i, point] of part(bent, 1, "webhook").timeline.entries()) point.latency = encoded(values[i]!);
  });
  for (const [i, histogram] of intervals(hlog(result)).entries()) {
    const sorted = [...values[i]!].sort((a, b) => a - b);
    assert.equal(histogram.totalCount, 1_800);
    assert.ok(Math.abs(histogram.getValueAtPercentile(50) / sorted[899]! - 1) < 0.002);
    assert.ok(Math.abs(histogram.maxValue / sorted[1_799]! - 1) < 0.002);
  }
});

test("a tag holds no comma and no blank", () => {
  const result = resultOf(1, [{ ...WEBSOCKET, name: "web socket, fast" }]);
  assert.deepEqual(listTags(hlog(result)), ["web_socket__fast"]);
});

test("without rounds the log has its head and no interval", () => {
  const text = hlog(resultOf(0));
  assert.ok(text.includes("#[Histogram log format version 1.3]\n"));
  assert.deepEqual(intervals(text), []);
});
