import assert from "node:assert/strict";
import { test } from "node:test";
import { roundRows, rowKeys, summaryRows } from "../../src/reporters/rows.js";
import { encoded, latencies, part, resultOf, WEBHOOK, WEBSOCKET } from "./fixture.js";

/** Nearest rank on the raw values; the histogram keeps 3 significant digits. */
function assertNearRank(actual: number | undefined, values: readonly number[], quantile: number): void {
  const sorted = [...values].sort((a, b) => a - b);
  const expected = sorted[Math.ceil(quantile * sorted.length) - 1]!;
  assert.ok(actual !== undefined && Math.abs(actual / expected - 1) < 0.002, `${actual} is not near ${expected}`);
}

test("percentiles are those of all rounds' values together, not averages of the rounds' percentiles", () => {
  const slow = latencies(10_000_000, 200, 1);
  const fast = latencies(100_000, 5_000, 2);
  const result = resultOf(2, [WEBHOOK], (bent) => {
    part(bent, 1, "webhook").latency.latency = encoded(slow);
    part(bent, 2, "webhook").latency.latency = encoded(fast);
  });
  const [row] = summaryRows(result);
  const all = [...slow, ...fast];
  assertNearRank(row!.latencyP50Ns, all, 0.5);
  assertNearRank(row!.latencyP90Ns, all, 0.9);
  assertNearRank(row!.latencyP99Ns, all, 0.99);
  assertNearRank(row!.latencyP999Ns, all, 0.999);
  assertNearRank(row!.latencyMaxNs, all, 1);
});

test("counts are sums over the rounds", () => {
  const result = resultOf(3, [WEBHOOK], (bent) => {
    Object.assign(part(bent, 2, "webhook").deliveries, { delivered: 5_380, lost: 12, rejected: 8, duplicates: 3 });
    part(bent, 3, "webhook").deliveries.outOfOrder = 5;
    part(bent, 3, "webhook").wire.connectionsOpenedDuring = 2;
  });
  const [row] = summaryRows(result);
  const { events, expected, deliveries, lost, rejected, duplicates, outOfOrder, unaccounted } = row!;
  assert.deepEqual(
    { events, expected, deliveries, lost, rejected, duplicates, outOfOrder, unaccounted },
    {
      events: 1_800,
      expected: 16_200,
      deliveries: 16_180,
      lost: 12,
      rejected: 8,
      duplicates: 3,
      outOfOrder: 5,
      unaccounted: 0,
    },
  );
  assert.deepEqual([row!.connectionsOpened, row!.connectionsOpenedDuring], [602, 2]);
});

test("deliveries that the reconciliation does not explain show as unaccounted for", () => {
  const result = resultOf(1, [WEBHOOK], (bent) => {
    part(bent, 1, "webhook").deliveries.delivered -= 7;
  });
  assert.equal(summaryRows(result)[0]!.unaccounted, 7);
});

test("cost per delivery is the sum of the cost by the sum of deliveries, so an idle round does not count like a busy one", () => {
  const result = resultOf(2, [WEBHOOK], (bent) => {
    part(bent, 1, "webhook").deliveries.delivered = 100;
    part(bent, 1, "webhook").service.cpuNs = 100 * 900_000;
    part(bent, 2, "webhook").deliveries.delivered = 9_900;
    part(bent, 2, "webhook").service.cpuNs = 9_900 * 100_000;
  });
  assert.equal(summaryRows(result)[0]!.serviceCpuUsPerDelivery, 108); // (90 + 990) ms over 10,000
});

test("a cost that only some rounds measured is divided by those rounds' deliveries", () => {
  const result = resultOf(2, [WEBHOOK], (bent) => {
    delete part(bent, 1, "webhook").service.outsideCpuNs;
    part(bent, 2, "webhook").service.outsideCpuNs = 5_400 * 50_000;
  });
  assert.equal(summaryRows(result)[0]!.serviceOutsideCpuUsPerDelivery, 50);
});

test("levels are medians of the rounds, maxima the highest of any round", () => {
  const result = resultOf(3, [WEBHOOK], (bent) => {
    for (const [i, bytes] of [10, 30, 80].entries()) {
      part(bent, i + 1, "webhook").service.rssIdleBytes = bytes;
      part(bent, i + 1, "webhook").service.rssMaxBytes = bytes * 2;
    }
  });
  const [row] = summaryRows(result);
  assert.equal(row!.serviceRssIdleBytes, 30);
  assert.equal(row!.serviceRssMaxBytes, 160);
});

test("what was not measured is undefined and never 0", () => {
  const result = resultOf(1, [WEBHOOK], (bent) => {
    const { latency, deliveries, service } = part(bent, 1, "webhook");
    delete latency.ack;
    delete latency.lateness;
    delete latency.lastRecipient;
    delete deliveries.acked;
    delete service.eventLoopDelayP99Ns;
  });
  const [row] = summaryRows(result);
  for (const key of [
    "ackP50Ns",
    "latenessP99Ns",
    "lastRecipientP50Ns",
    "acked",
    "serviceEventLoopDelayP99Ns",
  ] as const) {
    assert.equal(row![key], undefined, key);
  }
});

test("nothing delivered leaves latencies and costs unknown, and the counts known", () => {
  const result = resultOf(1, [WEBHOOK], (bent) => {
    const one = part(bent, 1, "webhook");
    Object.assign(one.deliveries, { delivered: 0, lost: one.deliveries.expected });
    one.latency.latency = encoded([]);
  });
  const [row] = summaryRows(result);
  assert.equal(row!.deliveries, 0);
  assert.equal(row!.lost, 5_400);
  assert.equal(row!.latencyP50Ns, undefined);
  assert.equal(row!.latencyMaxNs, undefined);
  assert.equal(row!.serviceCpuUsPerDelivery, undefined);
  assert.equal(row!.wireBytesPerDelivery, undefined);
});

test("tail percentiles need a sample beyond them", () => {
  const cases: [samples: number, p50: boolean, p99: boolean, p999: boolean][] = [
    [99, true, false, false],
    [100, true, true, false],
    [999, true, true, false],
    [1_000, true, true, true],
  ];
  for (const [samples, p50, p99, p999] of cases) {
    const result = resultOf(1, [WEBHOOK], (bent) => {
      part(bent, 1, "webhook").latency.latency = encoded(latencies(1_000_000, samples, 3));
    });
    const [row] = summaryRows(result);
    const known = [row!.latencyP50Ns, row!.latencyP99Ns, row!.latencyP999Ns].map((value) => value !== undefined);
    assert.deepEqual(known, [p50, p99, p999], `${samples} samples`);
  }
});

test("the verdict of an approach is the worst of its rounds", () => {
  const result = resultOf(3, [WEBHOOK, WEBSOCKET], (bent) => {
    part(bent, 2, "webhook").generator.verdict = "generator-bound";
    part(bent, 3, "webhook").generator.verdict = "service-bound";
    part(bent, 1, "websocket").generator.verdict = "service-bound";
    Object.assign(part(bent, 3, "websocket").generator, { verdict: "disturbed", verdictReason: "foreign-cpu" });
  });
  assert.equal(summaryRows(result)[1]!.generatorVerdictReason, "foreign-cpu");
  assert.deepEqual(
    summaryRows(result).map(({ generatorVerdict, generatorBoundRounds }) => [generatorVerdict, generatorBoundRounds]),
    [
      ["generator-bound", 1],
      ["disturbed", 0],
    ],
  );
});

test("what disturbs is told of the worst round, and unknown where no system tells", () => {
  const result = resultOf(3, [WEBHOOK, WEBSOCKET], (bent) => {
    part(bent, 2, "webhook").cpus!.services!.foreignRatio = 0.5;
    part(bent, 3, "webhook").generator.achievedRateRatio = 0.75;
    for (const round of [1, 2, 3]) delete part(bent, round, "websocket").cpus;
  });
  const [webhook, websocket] = summaryRows(result);
  assert.deepEqual([webhook!.serviceCpusForeignRatio, webhook!.achievedRateRatio], [0.5, 0.75]);
  assert.equal(websocket!.serviceCpusForeignRatio, undefined);
});

test("without rounds there is a row per approach with nothing in it", () => {
  const rows = summaryRows(resultOf(0));
  assert.deepEqual(
    rows.map(({ approach, rounds, deliveries, latencyP50Ns, generatorVerdict }) => [
      approach,
      rounds,
      deliveries,
      latencyP50Ns,
      generatorVerdict,
    ]),
    [
      ["webhook", 0, undefined, undefined, undefined],
      ["websocket", 0, undefined, undefined, undefined],
    ],
  );
});

test("an approach that is missing from a round has no row there", () => {
  const result = resultOf(2, undefined, (bent) => {
    bent.rounds[1]!.approaches.pop();
  });
  assert.deepEqual(
    roundRows(result).map(({ round, approach }) => `${round} ${approach}`),
    ["1 webhook", "1 websocket", "2 webhook"],
  );
  assert.deepEqual(
    summaryRows(result).map(({ rounds }) => rounds),
    [2, 1],
  );
});

test("every row has the same keys, in the order of the columns", () => {
  for (const row of [...summaryRows(resultOf(0)), ...summaryRows(resultOf(1))]) {
    assert.deepEqual(Object.keys(row), rowKeys);
  }
});

test("cores are those for the load that was offered, and in a closed loop those of the time in which it was worked off", () => {
  const late = (closed: boolean) =>
    resultOf(1, [WEBHOOK], (bent) => {
      const round = part(bent, 1, "webhook");
      Object.assign(round, { windowNs: 3e9, activeNs: 6e9 });
      round.service.cpuNs = 1.5e9;
      if (closed) delete round.latency.lateness;
    });
  const [open, closed] = [summaryRows(late(false))[0]!, summaryRows(late(true))[0]!];
  assert.deepEqual([open.serviceCpuRatio, open.offeredPerSecond, open.deliveriesPerSecond], [0.5, 1_800, 900]);
  assert.deepEqual(
    [closed.serviceCpuRatio, closed.offeredPerSecond, closed.deliveriesPerSecond],
    [0.25, undefined, 900],
  );
  for (const [row, perSecond] of [
    [open, 1_800],
    [closed, 900],
  ] as const)
    assert.ok(Math.abs((row.serviceCpuUsPerDelivery! * perSecond) / 1e6 / row.serviceCpuRatio! - 1) < 1e-9);
});
