import assert from "node:assert/strict";
import { test } from "node:test";
import { type Histogram as HdrHistogram, HistogramLogReader, listTags } from "hdr-histogram-js";
import { hlog } from "../../src/reporters/hlog.js";
import { latencies, resultOf, WEBHOOK, WEBSOCKET } from "./fixture.js";

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
  const starts = found.map((histogram) => histogram.startTimeStampMsec);
  assert.deepEqual(
    starts,
    [...starts].sort((a, b) => a - b),
  );
  assert.ok(
    found.every(
      ({ startTimeStampMsec, endTimeStampMsec }) => Math.round(endTimeStampMsec - startTimeStampMsec) === 1000,
    ),
  );
  assert.equal(Math.round(starts[0]!), Date.UTC(2026, 0, 2, 10, 0, 20));
});

test("what is read back is what was measured", () => {
  const found = intervals(hlog(resultOf(1, [WEBHOOK])));
  assert.equal(
    found.reduce((sum, { totalCount }) => sum + totalCount, 0),
    5_400,
  );
  const firstSecond = latencies(1, 5_400, 31 + "webhook".length).slice(0, 1_800);
  assert.equal(found[0]!.totalCount, firstSecond.length);
  assert.ok(found[0]!.getValueAtPercentile(50) > 500_000 && found[0]!.getValueAtPercentile(50) < 800_000);
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
