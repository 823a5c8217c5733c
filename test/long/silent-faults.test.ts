/** Faults that nobody is told of: a service that stands still, a network that drops everything, clients that take their time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Histogram } from "../../src/histogram.js";
import type { ApproachRound } from "../../src/result/result.js";
import { assertKept, brief, each, FAST_RETRIES, ran } from "../end-to-end/fault-run.js";

const frozen = [
  ...brief(1.5),
  "faults.0.kind=service-frozen",
  "faults.0.atSeconds=0.4",
  "faults.0.forSeconds=0.4",
  "arrivals.perSecond=100",
];

/** Latency counts from the due time, so what was due during the freeze waited for its end. */
function assertFreezeShows({ approach, deliveries, latency, recovery }: ApproachRound): void {
  const [{ beganNs, endedNs } = { beganNs: 0, endedNs: 0 }] = recovery!.faults;
  const frozenNs = endedNs - beganNs;
  // Both ends keep to the schedule: what begins late on a busy machine is shorter.
  assert.ok(frozenNs >= 0.2e9, `${approach}: frozen for ${frozenNs} ns`);
  const histogram = Histogram.decode(latency.latency!);
  const longest = histogram.quantileNs(1)!;
  assert.ok(longest > frozenNs * 0.75, `${approach}: the longest wait was ${longest} ns`);
  // Of 100 a second, those that were due in its first half waited for the other half and longer; that half of them did is plenty.
  const dueInFirstHalf = (100 * frozenNs) / 2 / 1e9;
  const slow = histogram.quantileNs(1 - dueInFirstHalf / 2 / deliveries.expected)!;
  assert.ok(slow > frozenNs * 0.4, `${approach}: ${dueInFirstHalf / 2} events should have waited long, not ${slow} ns`);
}

test("service-frozen, at least once: everything due meanwhile comes late, once, and the wait counts", async (context) => {
  const result = await ran(context, "outage", "webhook,websocket", frozen);
  each(result, (approach) => {
    assertKept(approach);
    assertFreezeShows(approach);
  });
});

test("service-frozen, at most once: a freeze that is shorter than the time limits loses nothing", async (context) => {
  const result = await ran(context, "outage", "webhook,websocket", [...frozen, "guarantee=at-most-once"]);
  each(result, (approach) => {
    assertKept(approach);
    assertFreezeShows(approach);
    assert.equal(approach.deliveries.retries, 0);
  });
});

test("network-cut, half-open, at least once: both sides find out by themselves, and nothing is lost", async (context) => {
  const result = await ran(context, "network-cut", "webhook,websocket", [
    ...brief(2.5),
    "faults.0.atSeconds=0.4",
    "faults.0.forSeconds=0.4",
    "faults.0.how=half-open",
    "approaches.webhook.timeoutSeconds=0.3",
    `approaches.webhook.${FAST_RETRIES}`,
    "approaches.websocket.heartbeatSeconds=0.4",
    "approaches.websocket.ackTimeoutSeconds=0.3",
  ]);
  each(result, (approach) => {
    assertKept(approach);
    const [fault] = approach.recovery!.faults;
    const { detectNs, recoverNs, recoverAllNs, drainNs } = fault!;
    // Nobody is told: the first to notice is a time limit. Every connection that was open is dead, so everybody has to notice.
    assert.ok(detectNs! >= 0.25e9, `${approach.approach}: detected after ${detectNs} ns`);
    assert.ok(recoverNs! > 0 && recoverAllNs! > 0 && drainNs! > 0, JSON.stringify(fault));
    assert.ok(approach.deliveries.retries! > 0, approach.approach);
    assert.ok(approach.wire.connectionsOpenedDuring! >= 40, `${approach.approach}: ${JSON.stringify(approach.wire)}`);
  });
});

test("slow clients, at least once: a copy that comes when all is delivered is still counted", async (context) => {
  const result = await ran(context, "slow-consumer", "webhook", [
    ...brief(1),
    "guarantee=at-least-once",
    "payload.bytes=1000",
    "arrivals.perSecond=10",
    // undici looks for late answers twice a second at best: a limit of 0.2 s means up to 1 s and a little.
    "faults=[{ kind: slow-handler, atSeconds: 0.1, forSeconds: 0.5, delayMs: 2000 }]",
    "approaches.webhook.timeoutSeconds=0.2",
    "approaches.webhook.retries={ schedule: [2.5, 2.5], jitter: none }",
  ]);
  each(result, (approach) => {
    assertKept(approach);
    const { retries, suppressed } = approach.deliveries;
    // Each attempt that timed out was taken all the same, a little later.
    assert.ok(retries! > 0 && suppressed === retries, JSON.stringify(approach.deliveries));
    assert.ok(approach.wire.connectionsBroken! > 0, "what timed out was given up");
  });
});
