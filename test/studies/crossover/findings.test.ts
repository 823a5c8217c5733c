import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { clopperPearson } from "../../../src/statistics/binomial.js";
import { findingsOf } from "../../../src/studies/crossover/findings.js";
import type { CurveFindings } from "../../../src/studies/crossover/found.js";
import type { SweepRecord } from "../../../src/studies/sweep/record.js";
import { CASES, studied } from "./known-crossings.js";
import { type KnownLine, logSpaced, recordOf, simulatedSweep } from "./simulated-sweep.js";

const RATES = logSpaced(1, 1000, 8);
const EXACT = { spread: 0, shared: 0 };
const websocket = { standing: 2e6, perDelivery: 20_000 };
const webhook = { standing: 4e5, perDelivery: 40_000 };
const cliff: KnownLine = { standing: 1e5, perDelivery: 24_000, cliff: { below: 10, perConnection: 60_000 } };

const swept = (approaches: Record<string, KnownLine>, more = {}): SweepRecord =>
  simulatedSweep({ rates: RATES, rounds: 6, approaches, noise: EXACT, seed: 1, ...more });
const curveOf = (record: SweepRecord): CurveFindings => findingsOf(record).curves[0]!;
const cpu = ({ pairs }: CurveFindings) => pairs.find(({ currency }) => currency === "cpu")!;

const close = (actual: number | undefined, expected: number, relative = 1e-6): void =>
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= relative * Math.abs(expected),
    `${actual}, not ${expected}`,
  );

test("without noise, lines, residuals and the crossing are exact", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e7 }),
      fc.integer({ min: 100, max: 1e6 }),
      fc.integer({ min: 1, max: 1e7 }),
      fc.integer({ min: 100, max: 1e6 }),
      (a, b, c, d) => {
        const curve = curveOf(
          swept({ webhook: { standing: a, perDelivery: b }, websocket: { standing: c, perDelivery: d } }),
        );
        for (const [i, line] of curve.lines.entries()) {
          close(line.standing.estimate, i === 0 ? a : c, 1e-3 + 1e-6 * Math.max(b, d));
          close(line.perUnit.estimate, i === 0 ? b : d, 1e-5);
          for (const { ratio } of line.residuals!) close(ratio.estimate, 1, 1e-5);
        }
        const { crossover } = cpu(curve);
        const meet = (c - a) / (b - d);
        if (crossover.kind !== "crossing") return;
        assert.ok(meet >= crossover.from.eventsPerSecond * 0.999 && meet <= crossover.to.eventsPerSecond * 1.001);
        if (crossover.estimate !== undefined) close(crossover.estimate.eventsPerSecond, meet, 1e-3);
      },
    ),
    { numRuns: 50 },
  );
});

test("a crossing is told per event, per event and client, and per delivery", () => {
  const { crossover } = cpu(curveOf(swept({ webhook, websocket }, { clients: 10 })));
  assert.ok(crossover.kind === "crossing");
  const { below, above, from, to, estimate } = crossover;
  assert.deepEqual([below, above, from.number, to.number], ["webhook", "websocket", 5, 6]);
  close(estimate!.deliveriesPerSecond, 80);
  close(estimate!.eventsPerSecond, 80);
  close(estimate!.eventsPerSecondPerClient, 8);
  assert.equal(crossover.fieller?.kind, "between");
});

test("a standing cost is never below 0, also where equal weights would make it so", () => {
  const record = simulatedSweep({
    ...{ rates: RATES, rounds: 12, seed: 3, noise: { spread: 0.2, shared: 0 } },
    approaches: { webhook: { standing: 1, perDelivery: 40_000 }, websocket },
  });
  const line = curveOf(record).lines[0]!;
  assert.ok(line.standing.low! >= 0 && line.standing.high! < 40_000 * RATES[1]!, JSON.stringify(line.standing));
  assert.ok(line.perUnit.low! < 40_000 && line.perUnit.high! > 40_000);
});

test("the step is found between the rates at which it is, by connections and by costs, and each side has its line", () => {
  const curve = curveOf(swept({ webhook: cliff, websocket }));
  const [found] = curve.cliffs;
  assert.equal(curve.cliffs.length, 1);
  assert.deepEqual([found!.approach, found!.from?.number, found!.to?.number], ["webhook", 3, 4]);
  const { ratio } = found!.steps.find(({ currency }) => currency === "cpu")!;
  close(ratio.low, (1e5 + 84_000 * RATES[2]!) / (1e5 + 24_000 * RATES[2]!));
  const [low, high] = curve.lines.filter(({ approach }) => approach === "webhook");
  assert.deepEqual(
    [low!.connections, low!.points, high!.connections, high!.points],
    ["new", [1, 2, 3], "reused", [4, 5, 6, 7, 8]],
  );
  close(low!.perUnit.estimate, 84_000);
  close(high!.perUnit.estimate, 24_000);
  close(high!.standing.estimate, 1e5);
});

test("where new connections get fewer slowly, what one costs is told apart from what a delivery costs", () => {
  const record = swept(
    { webhook: { standing: 1e5, perDelivery: 24_000 }, websocket },
    { rates: logSpaced(0.5, 100, 6) },
  );
  const timeoutSeconds = 5;
  for (const { rounds } of record.points) {
    for (const [round, { approaches }] of rounds.entries()) {
      const figures = approaches[0]!;
      const rate = figures.deliveriesPerSecond;
      const opened = rate * Math.exp((-rate / figures.clients) * timeoutSeconds);
      figures.connectionsPerSecond = opened;
      figures.cpuNsPerSecond = (figures.cpuNsPerSecond! + 60_000 * opened) * (1 + round / 1000);
    }
  }
  const [found] = curveOf(record).cliffs;
  assert.deepEqual([found!.from?.number, found!.to?.number], [1, 4]);
  const [cost] = found!.costs;
  assert.deepEqual([cost!.currency, cost!.points.length, cost!.rounds], ["cpu", 6, 6]);
  for (const [{ low, high }, known] of [
    [cost!.standing, 1e5],
    [cost!.perDelivery, 24_000],
    [cost!.perConnection, 60_000],
  ] as const) {
    assert.ok(low! >= known * 0.9999 && high! <= known * 1.006, `${low}–${high}, ${known}`);
  }
});

test("connections that cost nothing leave one line", () => {
  const free = { ...cliff, cliff: { below: 10, perConnection: 0 } };
  const curve = curveOf(swept({ webhook: free, websocket }, { noise: { spread: 0.03, shared: 0 } }));
  assert.equal(curve.cliffs.length, 1);
  assert.deepEqual(curve.lines[0]!.points, [1, 2, 3, 4, 5, 6, 7, 8]);
});

test("a cliff that begins below or ends above the range has one end only", () => {
  const record = swept({ webhook: cliff, websocket });
  for (const { rounds } of record.points.slice(0, 3))
    for (const { approaches } of rounds) approaches[0]!.connectionsPerSecond! *= 0.5;
  const [found] = curveOf(record).cliffs;
  assert.deepEqual([found!.from, found!.to?.number], [undefined, 4]);
});

test("an approach that always or never opens connections has no cliff", () => {
  const always = { ...cliff, cliff: { below: 1e9, perConnection: 60_000 } };
  assert.deepEqual(curveOf(swept({ webhook: always, websocket })).cliffs, []);
});

test("several crossings at a cliff, each with its interval", () => {
  const { webhook, websocket } = CASES.find(({ name }) => name.startsWith("two"))!;
  const { crossover } = cpu(curveOf(swept({ webhook, websocket })));
  assert.ok(crossover.kind === "several");
  assert.deepEqual(
    crossover.crossings.map(({ below, from, to }) => [below, from.number, to.number]),
    [
      ["webhook", 3, 4],
      ["websocket", 5, 6],
      ["webhook", 6, 7],
    ].slice(0, crossover.crossings.length),
  );
});

test("a round in which no event was due tells by what stands who is cheaper", () => {
  const record = swept({ webhook, websocket });
  for (const figures of record.points[0]!.rounds[2]!.approaches) figures.deliveriesPerSecond = 0;
  const { rounds, high } = cpu(curveOf(record)).points[0]!.ratio;
  assert.equal(rounds, 6);
  assert.ok(high! < 1, `${high}`);
  record.points[0]!.rounds[2]!.approaches[0]!.deliveriesPerSecond = 1; // then nobody knows what one that delivered nothing would cost
  assert.equal(cpu(curveOf(record)).points[0]!.ratio.rounds, 5);
});

test("rounds in which the generator was the limit or others disturbed carry no ratio and no line", () => {
  const record = swept({ webhook, websocket });
  for (const { approaches } of record.points[7]!.rounds) approaches[0]!.verdict = "generator-bound";
  record.points[3]!.rounds[0]!.approaches[1]!.verdict = "disturbed";
  const curve = curveOf(record);
  assert.equal(cpu(curve).points[7]!.ratio.ratio, undefined);
  assert.deepEqual([cpu(curve).points[3]!.ratio.rounds, cpu(curve).points[3]!.ratio.low], [5, undefined]);
  assert.deepEqual(curve.lines[0]!.points, [1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(curve.lines[1]!.points, [1, 2, 3, 5, 6, 7, 8]);
});

test("what was not measured is not there: no pair and no line of it", () => {
  const curve = curveOf(swept({ webhook, websocket }));
  assert.deepEqual(new Set(curve.pairs.map(({ currency }) => currency)), new Set(["cpu"]));
  assert.deepEqual(new Set(curve.lines.map(({ currency }) => currency)), new Set(["cpu"]));
});

test("memory is a line against clients", () => {
  const sizes = [100, 1000, 10_000];
  const points = sizes.map((clients, i) => ({
    number: i + 1,
    at: [clients],
    folder: `points/${i + 1}`,
    rounds: Array.from({ length: 6 }, (_, round) => ({
      round: round + 1,
      played: 1,
      warnings: [],
      approaches: ["webhook", "websocket"].map((approach) => ({
        ...{
          approach,
          verdict: "not-saturated" as const,
          clients,
          eventsPerSecond: 1,
          deliveriesPerSecond: 1,
          undelivered: 0,
        },
        rssBytes: 5e7 + round + 8000 * clients,
        rssIdleBytes: 5e7 + 7000 * clients,
      })),
    })),
  }));
  const { lines } = curveOf(recordOf(points, ["webhook", "websocket"], sizes, "clients"));
  const [memory, idle] = lines;
  assert.deepEqual([memory!.currency, memory!.along, idle!.currency], ["memory", "clients", "idleMemory"]);
  close(memory!.perUnit.estimate, 8000);
  close(memory!.standing.estimate, 5e7);
  close(idle!.perUnit.low, 7000);
});

test("of two axes, curves lie along the rate, one for each value of the other", () => {
  const record = swept({ webhook, websocket });
  record.question.axes.unshift({ path: "payload.bytes", values: [100, 1000], spacing: "list" });
  record.points = [100, 1000].flatMap((bytes) =>
    record.points.map((point) => ({ ...point, at: [bytes, ...point.at], number: bytes + point.number })),
  );
  const { curves } = findingsOf(record);
  assert.deepEqual(
    curves.map(({ over, at, points }) => [over, at, points.length]),
    [
      ["arrivals.perSecond", [{ path: "payload.bytes", value: 100 }], 8],
      ["arrivals.perSecond", [{ path: "payload.bytes", value: 1000 }], 8],
    ],
  );
});

test("a list of words has no curve; a study that was broken off has the points that were played", () => {
  const record = swept({ webhook, websocket });
  record.points[7]!.rounds = [];
  assert.equal(curveOf(record).points.length, 7);
  record.question.axes = [{ path: "guarantee", values: ["at-least-once", "at-most-once"], spacing: "list" }];
  assert.deepEqual(findingsOf(record), { curves: [] });
});

test("15 studies of each case say nothing false more often than one in twenty would", () => {
  for (const known of CASES) {
    const { trueSigns, studies } = studied(known, { spread: 0.1, shared: 0.5 }, 15);
    assert.ok(clopperPearson(trueSigns, studies).high >= 0.95, `${known.name}: ${trueSigns} of ${studies}`);
  }
});
