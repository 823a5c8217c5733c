import assert from "node:assert/strict";
import { test } from "node:test";
import { latencyMeeting, lossMeeting, objectiveOf } from "../../src/advise/objective.js";
import { evidence, WEBHOOK, WEBSOCKET, workload } from "./known.js";

const LIMIT_NS = 100e6;
const within = (lowMs: number, highMs: number) => ({
  ...{ estimate: ((lowMs + highMs) / 2) * 1e6, low: lowMs * 1e6, high: highMs * 1e6, confidence: 0.95 },
});

test("a latency meets a limit only at that load or more, and misses it only at that load or less", () => {
  const cases = [
    { p99: within(10, 20), measured: 100, wanted: 100, meeting: "meets" },
    { p99: within(10, 20), measured: 100, wanted: 50, meeting: "meets" },
    { p99: within(10, 20), measured: 100, wanted: 109, meeting: "meets" },
    { p99: within(10, 20), measured: 100, wanted: 120, meeting: "cannot tell" },
    { p99: within(90, 110), measured: 100, wanted: 100, meeting: "cannot tell" },
    { p99: within(101, 110), measured: 100, wanted: 100, meeting: "misses" },
    { p99: within(101, 110), measured: 100, wanted: 1000, meeting: "misses" },
    { p99: within(101, 110), measured: 100, wanted: 50, meeting: "cannot tell" },
    { p99: { estimate: 1e6 }, measured: 100, wanted: 100, meeting: "cannot tell" },
    { p99: undefined, measured: 100, wanted: 100, meeting: "cannot tell" },
  ];
  for (const { p99, measured, wanted, meeting } of cases) {
    const load = { measuredPeak: measured, wantedPeak: wanted };
    assert.equal(latencyMeeting(p99, LIMIT_NS, load)[0], meeting, JSON.stringify({ p99, measured, wanted }));
  }
});

test("nothing lost is known only under the promise that nothing is lost", () => {
  assert.equal(lossMeeting(0, true)[0], "meets");
  assert.equal(lossMeeting(1, true)[0], "misses");
  assert.equal(lossMeeting(0, false)[0], "cannot tell");
});

test("the worst of the two objectives counts, and every reason is told", () => {
  const lossy = { ...WEBHOOK, undelivered: 1, p99Ms: 500 };
  const found = objectiveOf(workload({ latencyP99Ms: 100 }), evidence([100], [lossy, WEBSOCKET]), "webhook");
  assert.equal(found.meeting, "misses");
  assert.deepEqual(found.because, ["Its p99 is above the limit.", "It did not deliver 6 times."]);
  assert.equal(objectiveOf(workload({ latencyP99Ms: 100 }), evidence(), "websocket").meeting, "meets");
});

test("where nothing is asked, everything is met; where nothing was measured near the peak, nobody can tell", () => {
  assert.equal(objectiveOf(workload({ lossless: false }), undefined, "webhook").meeting, "meets");
  assert.equal(objectiveOf(workload(), undefined, "webhook").meeting, "cannot tell");
  assert.equal(objectiveOf(workload(), evidence(), "sse").meeting, "cannot tell");
});

test("the point nearest to the peak is looked at, and it is told what load that was", () => {
  const swept = evidence([10, 100, 1000]);
  const found = objectiveOf(workload({ perSecond: 10, peakPerSecond: 150, latencyP99Ms: 100 }), swept, "webhook");
  assert.equal(found.measuredPeak, 100);
  assert.equal(found.wantedPeak, 150);
  assert.equal(found.meeting, "cannot tell");
});
