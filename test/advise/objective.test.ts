import assert from "node:assert/strict";
import { test } from "node:test";
import type { CapacityEvidence } from "../../src/advise/capacity.js";
import type { Evidence } from "../../src/advise/evidence.js";
import type { Meeting } from "../../src/advise/meeting.js";
import { latencyMeeting, lossMeeting, objectiveOf } from "../../src/advise/objective.js";
import type { CapacityAnswer } from "../../src/studies/capacity/search.js";
import { evidence, WEBHOOK, WEBSOCKET, workload } from "./known.js";

const measured = (atPeak: Evidence | undefined, capacities: readonly CapacityEvidence[] = []) => ({
  atPeak: atPeak === undefined ? [] : [atPeak],
  capacities,
});

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
  const found = objectiveOf(workload({ latencyP99Ms: 100 }), measured(evidence([100], [lossy, WEBSOCKET])), "webhook");
  assert.equal(found.meeting, "misses");
  assert.deepEqual(found.because, ["Its p99 is above the limit.", "It did not deliver 6 times."]);
  assert.equal(objectiveOf(workload({ latencyP99Ms: 100 }), measured(evidence()), "websocket").meeting, "meets");
});

test("where nothing is asked, everything is met; where nothing was measured near the peak, nobody can tell", () => {
  assert.equal(objectiveOf(workload({ lossless: false }), measured(undefined), "webhook").meeting, "meets");
  assert.equal(objectiveOf(workload(), measured(undefined), "webhook").meeting, "cannot tell");
  assert.equal(objectiveOf(workload(), measured(evidence()), "sse").meeting, "cannot tell");
});

test("the point nearest to the peak is looked at, and it is told what load that was", () => {
  const swept = evidence([10, 100, 1000]);
  const found = objectiveOf(
    workload({ perSecond: 10, peakPerSecond: 150, latencyP99Ms: 100 }),
    measured(swept),
    "webhook",
  );
  assert.equal(found.measuredPeak, 100);
  assert.equal(found.wantedPeak, 150);
  assert.equal(found.meeting, "cannot tell");
});

test("the first measurement near the peak that tells decides, and else it is said why the first with the approach does not", () => {
  const named = (file: string, rate: number, approaches = [WEBHOOK, WEBSOCKET]): Evidence => {
    const one = evidence([rate], approaches);
    return { ...one, source: { ...one.source, file } };
  };
  const [others, less] = [named("others", 200, [WEBSOCKET]), named("less", 50)];
  const enough = named("enough", 200);
  const late = named("late", 100, [{ ...WEBHOOK, p99Ms: 900 }]);
  const cases: [Evidence[], Meeting, string | undefined][] = [
    [[others, less, enough, late], "meets", "enough"],
    [[others, less, late, enough], "misses", "late"],
    [[others, less], "cannot tell", "less"],
    [[others], "cannot tell", undefined],
    [[], "cannot tell", undefined],
  ];
  for (const [atPeak, meeting, file] of cases) {
    const asked = workload({ peakPerSecond: 150, latencyP99Ms: 100 });
    const found = objectiveOf(asked, { atPeak, capacities: [] }, "webhook");
    assert.deepEqual([found.meeting, found.source?.file], [meeting, file]);
  }
});

test("a search for capacities decides where the bench cannot tell, within limits that are no weaker", () => {
  const { source, ...place } = evidence();
  const search = (answer: CapacityAnswer, bend: Partial<CapacityEvidence> = {}): CapacityEvidence => ({
    ...place,
    source: { ...source, kind: "capacity" },
    ...{ limits: { latencyP99Ms: 100 }, peakRatio: 1, answers: [{ approach: "webhook", answer }] },
    ...bend,
  });
  const found = { kind: "found", estimate: 2_500, from: 2_000, to: 3_000 } as const;
  const cases: [perSecond: number, CapacityEvidence, Meeting][] = [
    [1_000, search(found), "meets"],
    [2_000, search(found), "meets"],
    [2_500, search(found), "cannot tell"],
    [3_001, search(found), "misses"],
    [4_000, search(found, { peakRatio: 2 }), "meets"],
    [1_000, search(found, { limits: {} }), "cannot tell"],
    [1_000, search(found, { limits: { latencyP99Ms: 101 } }), "cannot tell"],
    [3_001, search(found, { limits: { latencyP99Ms: 50 } }), "cannot tell"],
    [1_000, search(found, { guarantee: "at-most-once" }), "cannot tell"],
    [1_000, search(found, { clients: 2_000 }), "cannot tell"],
    [1_000, search({ kind: "not-below", rate: 1_000, limit: "generator" }), "meets"],
    [1_000, search({ kind: "not-above", rate: 900 }), "misses"],
    [1_000, search({ kind: "undecided", because: "wide" }), "cannot tell"],
  ];
  for (const [perSecond, one, meeting] of cases) {
    const asked = workload({ perSecond, latencyP99Ms: 100 });
    const it = objectiveOf(asked, measured(evidence(), [one]), "webhook");
    assert.equal(it.meeting, meeting, JSON.stringify([perSecond, one.answers, one.limits]));
    assert.equal(it.capacity !== undefined, meeting !== "cannot tell");
  }
});
