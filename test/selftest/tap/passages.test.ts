/** The tap's bounds against runs whose true times are known: whatever the delays, the truth lies between them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Passages, passagesOf, quantileBounds } from "../../../src/selftest/tap/passages.js";
import type { WireLog, WireMessage } from "../../../src/selftest/tap/wire-log.js";
import type { Bounds } from "../../../src/selftest/tap/wire-timing.js";

const PERIOD_NS = 5e6;
const START_NS = 1e12;

/** What really happened to one event, and what the tap wrote down of it. */
interface Life {
  dueNs: number;
  begunNs: number;
  sentNs: number;
  deliveredNs: number;
  ackedNs: number;
  seen: WireMessage[];
}

/** From each step of an event's way to the next, ns. */
const STEPS = 8;
const delays = fc.array(fc.integer({ min: 0, max: 400_000 }), { minLength: STEPS, maxLength: STEPS });

/** An event of an ingest from a client over a tap to the service, and its acknowledgement back. */
function lifeOf(index: number, connection: number, dueNs: number, steps: readonly number[]): Life {
  let nowNs = dueNs;
  const [begunNs, sentNs, readNs, writeNs, deliveredNs, ackReadNs, ackWriteNs, ackedNs] = steps.map((step) => {
    nowNs += step;
    return nowNs;
  });
  const seen = [
    { isAck: false, fromClient: true, connection, index, readNs: readNs!, writeNs: writeNs! },
    { isAck: true, fromClient: false, connection, index, readNs: ackReadNs!, writeNs: ackWriteNs! },
  ];
  return { dueNs, begunNs: begunNs!, sentNs: sentNs!, deliveredNs: deliveredNs!, ackedNs: ackedNs!, seen };
}

const logOf = (lives: readonly Life[]): WireLog => ({
  opensNs: [],
  answersNs: [],
  chunks: [],
  messages: lives.flatMap(({ seen }) => seen).sort((a, b) => a.readNs - b.readNs),
  usage: new Map(),
});

const isWithin = (value: number, { leastNs, mostNs }: Bounds): boolean => value >= leastNs && value <= mostNs;

function assertHeld(passages: Passages, lives: readonly Life[], acks: "exactly" | "nearly"): void {
  const times = (of: (life: Life) => number) => lives.map(of).sort((a, b) => a - b);
  const figures: [Bounds[], number[]][] = [
    [passages.latency, times(({ deliveredNs, dueNs }) => deliveredNs - dueNs)],
    [passages.serviceTime, times(({ deliveredNs, sentNs }) => deliveredNs - sentNs)],
  ];
  if (acks === "exactly") figures.push([passages.ack, times(({ ackedNs, dueNs }) => ackedNs - dueNs)]);
  if (passages.lateness.length > 0) figures.push([passages.lateness, times(({ begunNs, dueNs }) => begunNs - dueNs)]);
  for (const [bounds, truth] of figures) {
    assert.equal(bounds.length, lives.length);
    for (const [rank, value] of truth.entries())
      assert.ok(isWithin(value, quantileBounds(bounds, (rank + 1) / truth.length)), `${rank}: ${value}`);
  }
}

test("open loop: the truth lies between the bounds of every quantile, however late the tap was", () => {
  fc.assert(
    fc.property(fc.array(delays, { minLength: 1, maxLength: 30 }), (all) => {
      const prompt = new Array<number>(STEPS).fill(20_000); // one event of a window is not held up
      const lives = [prompt, ...all].map((steps, index) =>
        lifeOf(index, index % 3, START_NS + index * PERIOD_NS, steps),
      );
      assertHeld(passagesOf(logOf(lives), "ingest", PERIOD_NS), lives, "nearly");
    }),
    { numRuns: 50 },
  );
});

test("closed loop: the truth lies between the bounds, acknowledgements and all", () => {
  fc.assert(
    fc.property(fc.array(delays, { minLength: 1, maxLength: 30 }), (all) => {
      const lives: Life[] = [];
      for (const [index, steps] of all.entries()) {
        const dueNs = (lives.at(-1)?.ackedNs ?? START_NS) + steps[0]!;
        lives.push(lifeOf(index, 0, dueNs, [0, ...steps.slice(1)])); // an event is due when it begins
      }
      assertHeld(passagesOf(logOf(lives), "ingest", undefined), lives, "exactly");
    }),
    { numRuns: 50 },
  );
});

test("a bias of every delivery that is longer than the way of its acknowledgement is outside", () => {
  const lives = Array.from({ length: 20 }, (_, i) =>
    lifeOf(i, 0, START_NS + i * PERIOD_NS, new Array<number>(STEPS).fill(50_000)),
  );
  const { latency } = passagesOf(logOf(lives), "ingest", PERIOD_NS);
  const bounds = quantileBounds(latency, 0.5);
  const truthNs = 5 * 50_000;
  assert.ok(isWithin(truthNs, bounds));
  assert.ok(!isWithin(truthNs + 0.9e6, bounds));
  assert.ok(!isWithin(truthNs - 0.3e6, bounds));
});

test("relay and broadcast: recipients are told apart from senders, warm-up and copies are left out", () => {
  const message = (
    isAck: boolean,
    fromClient: boolean,
    connection: number,
    index: number,
    ns: number,
  ): WireMessage => ({
    ...{ isAck, fromClient, connection, index, readNs: ns, writeNs: ns + 1 },
  });
  const relayed = [
    message(false, true, 0, 1_000_000_000, 1), // of the warm-up
    message(false, true, 0, 0, 10),
    message(true, false, 0, 0, 20),
    message(false, false, 1, 0, 30),
    message(false, false, 2, 0, 40),
    message(true, true, 1, 0, 50),
    message(false, false, 1, 0, 60), // a copy
    message(true, true, 2, 0, 70),
  ];
  const log = { opensNs: [], answersNs: [], chunks: [], usage: new Map(), messages: relayed };
  const relay = passagesOf(log, "relay", PERIOD_NS);
  assert.deepEqual([relay.events, relay.deliveries, relay.acks], [1, 2, 1]);
  assert.deepEqual(
    relay.latency.map(({ leastNs }) => leastNs),
    [21, 31],
  );
  assert.deepEqual([relay.firstRecipient[0]!.leastNs, relay.lastRecipient[0]!.leastNs], [21, 31]);
  const sent = relayed.slice(3);
  const broadcast = passagesOf({ ...log, messages: sent }, "broadcast", PERIOD_NS);
  assert.deepEqual([broadcast.events, broadcast.deliveries, broadcast.acks], [1, 2, 2]);
});

test("nothing seen is no bound: it agrees with no figure", () => {
  const { leastNs, mostNs } = quantileBounds([], 0.5);
  assert.ok(Number.isNaN(leastNs) && Number.isNaN(mostNs));
});
