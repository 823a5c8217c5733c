/** Every shipped scenario that breaks something, run for real and as short as it can be: what must hold of its result. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertKept, brief, each, FAST_RETRIES, OUTAGE, ran } from "../end-to-end/fault-run.js";

test("outage, at most once: what was sent to a dead service is missing, and all else is there", async (context) => {
  const result = await ran(context, "outage", "webhook,websocket", [
    ...brief(1.5),
    ...OUTAGE,
    "guarantee=at-most-once",
    "run.drainSeconds=0.5",
  ]);
  each(result, ({ approach, deliveries, recovery }) => {
    const { expected, delivered, duplicates, retries } = deliveries;
    const [{ beganNs, endedNs, drainNs } = { beganNs: 0, endedNs: 0 }] = recovery!.faults;
    const dueMeanwhile = (200 * (endedNs - beganNs)) / 1e9; // 200 a second
    assert.ok(expected - delivered > dueMeanwhile / 3, `${approach}: ${JSON.stringify(deliveries)}`);
    assert.ok(expected - delivered < dueMeanwhile * 2, `${approach}: ${JSON.stringify(deliveries)}`);
    assert.deepEqual({ duplicates, retries, drainNs }, { duplicates: 0, retries: 0, drainNs: undefined });
  });
});

test("network-cut, at least once: both hops find their way again through the relay", async (context) => {
  const result = await ran(context, "network-cut", "webhook,websocket", [
    ...brief(1.5),
    "faults.0.atSeconds=0.4",
    "faults.0.forSeconds=0.3",
    `approaches.webhook.${FAST_RETRIES}`,
  ]);
  each(result, (approach) => {
    assertKept(approach);
    assert.ok(approach.network!.excessDelay.startsWith("HISTF"));
    assert.ok(approach.recovery!.faults[0]!.detectNs! >= 0);
  });
});

test("reconnect-storm, at least once: everybody comes back and has what was missed", async (context) => {
  const result = await ran(context, "reconnect-storm", "webhook,websocket", [
    ...brief(1.5),
    "clients=200",
    "arrivals.perSecond=10",
    "faults.0.atSeconds=0.5",
    "approaches.websocket.reconnect.minSeconds=0.1",
    `approaches.webhook.${FAST_RETRIES}`,
  ]);
  each(result, (approach) => {
    assertKept(approach);
    assert.ok(approach.recovery!.faults[0]!.recoverAllNs! > 0);
    if (approach.approach !== "webhook") assert.equal(approach.wire.connectionsOpenedDuring, 200);
  });
});

test("flaky-receiver, at least once: refused, reset and slow, yet each event is taken once", async (context) => {
  const faults = [0, 1, 2].flatMap((i) => [`faults.${i}.atSeconds=0.2`, `faults.${i}.forSeconds=0.6`]);
  const result = await ran(context, "flaky-receiver", "webhook,websocket", [
    ...brief(1.2),
    ...faults,
    `approaches.webhook.${FAST_RETRIES}`,
  ]);
  each(result, (approach) => {
    assertKept(approach);
    assert.ok(approach.deliveries.retries! > 0 && approach.wire.connectionsBroken! > 0, approach.approach);
  });
});

test("slow-consumer: whatever a policy leaves out is counted", async (context) => {
  const result = await ran(context, "slow-consumer", "webhook,websocket-drop", [
    ...brief(1),
    "faults.0.atSeconds=0.1",
    "faults.0.forSeconds=0.8",
    "payload.bytes=20000",
  ]);
  each(result, ({ approach, deliveries }) => {
    const { expected, delivered, lost, rejected, pending, duplicates } = deliveries;
    assert.deepEqual({ lost, pending, duplicates }, { lost: 0, pending: 0, duplicates: 0 }, approach);
    assert.equal(delivered + rejected, expected);
    assert.equal(deliveries.rejections?.length ?? 0, Math.min(rejected, 100), "each by its id");
  });
});

test("order-book: what a slow viewer misses is conflated, by whatever it is sent", async (context) => {
  const result = await ran(context, "order-book", "webhook-conflate,websocket-conflate,sse-conflate", [
    ...brief(1.5),
    "faults.0.atSeconds=0.1",
    "faults.0.forSeconds=1",
  ]);
  each(result, ({ approach, deliveries }) => {
    const { expected, delivered, lost, rejected, pending, duplicates, reasons } = deliveries;
    assert.deepEqual({ lost, pending, duplicates }, { lost: 0, pending: 0, duplicates: 0 }, approach);
    assert.equal(delivered + rejected, expected);
    assert.deepEqual(reasons, rejected === 0 ? {} : { "slow consumer: conflated": rejected }, approach);
    if (approach === "webhook-conflate") assert.ok(rejected > 5, `${rejected}`); // buffers of the kernel hide nothing from it
  });
});

test("keep-alive-cliff: a connection that is closed in the gaps is opened again, and nothing is lost", async (context) => {
  const closed = "webhook-sender-closes-first";
  const result = await ran(context, "keep-alive-cliff", `${closed},websocket`, [
    ...brief(1.5),
    "run.sliceSeconds=1.5",
    "arrivals.bursts.everySeconds=0.75",
    `approaches.${closed}.senderIdleSeconds=0.2`,
    "network.roundTripMs=2",
  ]);
  const opened = result.rounds[0]!.approaches.map(({ wire }) => wire.connectionsOpenedDuring);
  assert.ok(opened[0]! >= 20 && opened[1] === 0, JSON.stringify(opened));
  each(result, ({ deliveries: { expected, delivered, duplicates } }) => {
    assert.deepEqual({ delivered, duplicates }, { delivered: expected, duplicates: 0 });
  });
});
