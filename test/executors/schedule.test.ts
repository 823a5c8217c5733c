import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  buildSchedule,
  eventsBetween,
  type ScheduleRequest,
  scheduleFingerprint,
} from "../../src/executors/schedule.js";
import { SERVICE, type Topology } from "../../src/flow.js";

const request: ScheduleRequest = {
  arrivals: { executor: "poisson-arrival-rate", perSecond: 1000 },
  topology: { flow: "ingest", clients: 20, roomSize: 1 },
  payloadBytes: { min: 100, max: 200 },
  windowNs: 2e9,
  seed: 1,
};
const withTopology = (topology: Topology) => buildSchedule({ ...request, topology });

test("every event has a due time, a sender and a size", () => {
  const { dueNs, sender, payloadBytes } = buildSchedule(request);
  assert.ok(dueNs.length > 1800 && dueNs.length < 2200);
  assert.equal(sender.length, dueNs.length);
  assert.equal(payloadBytes.length, dueNs.length);
  assert.ok(payloadBytes.every((bytes) => bytes >= 100 && bytes <= 200));
});

test("the same request gives the same schedule, another seed another in all three columns", () => {
  const schedule = buildSchedule(request);
  assert.deepEqual(buildSchedule(structuredClone(request)), schedule);
  const other = buildSchedule({ ...request, seed: 2 });
  for (const column of ["dueNs", "sender", "payloadBytes"] as const) {
    assert.notDeepEqual(other[column].slice(0, 100), schedule[column].slice(0, 100), column);
  }
});

test("another rate keeps senders and sizes; another distribution of sizes keeps due times and senders", () => {
  const schedule = buildSchedule(request);
  const events = 500;
  const slower = buildSchedule({ ...request, arrivals: { executor: "poisson-arrival-rate", perSecond: 400 } });
  assert.deepEqual(slower.sender.slice(0, events), schedule.sender.slice(0, events));
  assert.deepEqual(slower.payloadBytes.slice(0, events), schedule.payloadBytes.slice(0, events));
  const bigger = buildSchedule({ ...request, payloadBytes: { median: 1000, p95: 5000 } });
  assert.deepEqual(bigger.dueNs, schedule.dueNs);
  assert.deepEqual(bigger.sender, schedule.sender);
});

test("when an event is due, who sends it and how big it is have nothing to do with each other", () => {
  const { dueNs, sender, payloadBytes } = buildSchedule({ ...request, windowNs: 20e9 });
  const ranks = (values: number[]): number[] => {
    const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
    const rank = new Array<number>(values.length);
    for (const [position, event] of order.entries()) rank[event] = position / (values.length - 1) - 0.5;
    return rank;
  };
  const gaps = [...dueNs].map((at, event) => at - (dueNs[event - 1] ?? 0));
  const columns = [gaps, [...sender], [...payloadBytes]].map(ranks);
  for (const [a, b] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    // Spearman's rank correlation; its standard error without any relation is 1 / √n.
    const correlation =
      columns[a]!.reduce((sum, rank, event) => sum + rank * columns[b]![event]! * 12, 0) / dueNs.length;
    assert.ok(Math.abs(correlation) < 5 / Math.sqrt(dueNs.length), `columns ${a} and ${b}: ${correlation}`);
  }
});

test("all clients send about equally often", () => {
  const counts = new Array<number>(20).fill(0);
  const { sender } = buildSchedule({ ...request, windowNs: 20e9 });
  for (const client of sender) counts[client]!++;
  const mean = sender.length / 20;
  const chiSquare = counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
  assert.ok(chiSquare < 43.8, `19 degrees of freedom, α = 0.001: ${chiSquare}`);
});

test("with a skew, the client of rank r sends in proportion to 1 / r^skew, the same clients for every seed", () => {
  for (const senderSkew of [0.5, 1, 2]) {
    const countsOf = (seed: number) => {
      const counts = new Array<number>(20).fill(0);
      for (const client of buildSchedule({ ...request, senderSkew, seed, windowNs: 20e9 }).sender) counts[client]!++;
      return counts;
    };
    const counts = countsOf(1);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const weights = counts.map((_, i) => (i + 1) ** -senderSkew);
    const sum = weights.reduce((a, b) => a + b, 0);
    const byRank = [...counts].sort((a, b) => b - a);
    for (const [i, weight] of weights.entries()) {
      const expected = (total * weight) / sum;
      assert.ok(Math.abs(byRank[i]! - expected) < 5 * Math.sqrt(expected), `rank ${i + 1}: ${byRank[i]}, ${expected}`);
    }
    const busiest = (of: number[]): number => of.indexOf(Math.max(...of));
    assert.equal(busiest(countsOf(2)), busiest(counts));
  }
});

test("another spread of senders leaves due times and sizes as they are", () => {
  const [even, uneven] = [buildSchedule(request), buildSchedule({ ...request, senderSkew: 1 })];
  assert.deepEqual([uneven.dueNs, uneven.payloadBytes], [even.dueNs, even.payloadBytes]);
  assert.notDeepEqual(uneven.sender, even.sender);
});

test("a broadcast begins in the service", () => {
  const { sender } = withTopology({ flow: "broadcast", clients: 20, roomSize: 1 });
  assert.ok(sender.length > 0 && sender.every((from) => from === SERVICE));
});

test("whoever is alone in the last room sends nothing, everyone else does", () => {
  const cases = [
    { clients: 21, roomSize: 10, senders: 20 },
    { clients: 22, roomSize: 10, senders: 22 },
    { clients: 20, roomSize: 10, senders: 20 },
    { clients: 3, roomSize: 2, senders: 2 },
    { clients: 2, roomSize: 50, senders: 2 },
  ];
  for (const { clients, roomSize, senders } of cases) {
    const { sender } = withTopology({ flow: "relay", clients, roomSize });
    const expected = Array.from({ length: senders }, (_, client) => client);
    assert.deepEqual(
      [...new Set(sender)].sort((a, b) => a - b),
      expected,
      `${clients} clients by ${roomSize}`,
    );
  }
  assert.throws(() => withTopology({ flow: "relay", clients: 5, roomSize: 1 }), RangeError);
});

test("a closed loop has sizes to cycle through and nothing else", () => {
  const { dueNs, sender, payloadBytes } = buildSchedule({
    ...request,
    arrivals: { executor: "constant-concurrency", windowPerClient: 4 },
  });
  assert.deepEqual([dueNs.length, sender.length, payloadBytes.length], [0, 0, 65_536]);
  assert.ok(payloadBytes.every((bytes) => bytes >= 100 && bytes <= 200));
});

test("events between two times are those that a scan finds", () => {
  const schedule = buildSchedule({ ...request, windowNs: 0.1e9 });
  const edges = fc.oneof(
    fc.double({ min: -1e7, max: 1.1e8, noNaN: true }),
    fc.constantFrom(...schedule.dueNs, 0, Number.POSITIVE_INFINITY),
  );
  fc.assert(
    fc.property(edges, edges, (a, b) => {
      const [fromNs, toNs] = a < b ? [a, b] : [b, a];
      const { from, to } = eventsBetween(schedule, fromNs, toNs);
      const scanned = [...schedule.dueNs].filter((dueNs) => dueNs >= fromNs && dueNs < toNs);
      assert.deepEqual([...schedule.dueNs.slice(from, to)], scanned);
    }),
    { seed: 1 },
  );
});

test("slices of a window hold every event exactly once", () => {
  const schedule = buildSchedule(request);
  let next = 0;
  for (let slice = 0; slice < 7; slice++) {
    const { from, to } = eventsBetween(schedule, (slice * 2e9) / 7, ((slice + 1) * 2e9) / 7);
    assert.equal(from, next);
    next = to;
  }
  assert.equal(next, schedule.dueNs.length);
});

test("the fingerprint changes with any one value, the order of rounds and the salt, and with nothing else", () => {
  const [first, second] = [buildSchedule(request), buildSchedule({ ...request, seed: 2 })];
  const fingerprint = scheduleFingerprint([first, second], "chat-message");
  assert.match(fingerprint, /^[0-9a-f]{64}$/);
  assert.equal(scheduleFingerprint([structuredClone(first), second], "chat-message"), fingerprint);
  const changed = (["dueNs", "sender", "payloadBytes"] as const).map((column) => {
    const copy = structuredClone(first);
    copy[column][17]! += 1;
    return scheduleFingerprint([copy, second], "chat-message");
  });
  const others = [
    ...changed,
    scheduleFingerprint([second, first], "chat-message"),
    scheduleFingerprint([first], "chat-message"),
    scheduleFingerprint([first, second], "ticker"),
  ];
  assert.equal(new Set([fingerprint, ...others]).size, others.length + 1);
});

test("a million events are built in well under a second", () => {
  const arrivals = { executor: "poisson-arrival-rate", perSecond: 100_000 } as const;
  const startedAt = performance.now();
  const { dueNs } = buildSchedule({ ...request, arrivals, payloadBytes: { median: 300, p95: 900 }, windowNs: 10e9 });
  assert.ok(dueNs.length > 990_000);
  assert.ok(performance.now() - startedAt < 1000, "0.12 s on two slow cores");
});
