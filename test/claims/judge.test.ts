/** Results are held against measures: which rounds count, which side is divided by which, and what is said where nothing can be. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "../../src/claims/judge.js";
import { parseClaim } from "../../src/claims/read-claim.js";
import type { Crossover, CurvePoint, SweepFindings } from "../../src/studies/crossover/found.js";
import { part, resultOf, WEBHOOK, WEBSOCKET } from "../reporters/fixture.js";

const bench = "studies: { b: { kind: bench, scenario: chat, approaches: [webhook, websocket] } }";
const claimOf = (measure: string, studies = bench) =>
  parseClaim(
    `id: X1\ntitle: t\nclaim: c\nsource: s\n${studies}\nmeasures: [{ when: it rains, ${measure} }]`,
    "x1.yaml",
  );
const ratio = (confirms: string, refutes: string, more = "") =>
  claimOf(
    `kind: ratio, study: b, ${more}metric: serviceCpuUsPerDelivery, of: { approach: webhook }, to: { approach: websocket }, confirms: ${confirms}, refutes: ${refutes}`,
  );

const result = (rounds = 6) => resultOf(rounds, [WEBHOOK, WEBSOCKET]);
const shown = (of = result()) => ({ b: { results: [{ at: {}, result: of }] } });

test("a ratio is of the first side to the second, with the interval over the rounds", () => {
  const { verdict, measures } = judge(ratio("{ atLeast: 2 }", "{ atMost: 1 }"), shown());
  assert.equal(verdict, "confirmed");
  const { estimate, low, high, confidence } = measures[0]!.observed!;
  const wanted = WEBHOOK.cpuNsPerDelivery / WEBSOCKET.cpuNsPerDelivery;
  assert.ok(low! <= estimate && estimate <= high!);
  assert.ok(Math.abs(estimate / wanted - 1) < 0.1, String(estimate));
  assert.ok(confidence! >= 0.95);
  assert.deepEqual([measures[0]!.rounds, measures[0]!.leftOut], [6, 0]);
});

test("the same figures refute the opposite", () => {
  assert.equal(judge(ratio("{ atMost: 1 }", "{ atLeast: 2 }"), shown()).verdict, "refuted");
});

test("five rounds have no interval and so no verdict", () => {
  const { verdict, measures } = judge(ratio("{ atLeast: 2 }", "{ atMost: 1 }"), shown(result(5)));
  assert.deepEqual([verdict, measures[0]!.outcome], ["undecided", "no interval"]);
});

test("rounds in which the generator was the limit are left out and told", () => {
  const some = result(7);
  part(some, 3, "webhook").generator.verdict = "generator-bound";
  const [one] = judge(ratio("{ atLeast: 2 }", "{ atMost: 1 }"), shown(some)).measures;
  assert.deepEqual([one!.rounds, one!.leftOut, one!.outcome], [6, 1, "holds"]);

  const all = result();
  for (const { number } of all.rounds) part(all, number, "websocket").generator.verdict = "generator-bound";
  const [none] = judge(ratio("{ atLeast: 2 }", "{ atMost: 1 }"), shown(all)).measures;
  assert.deepEqual([none!.outcome, none!.leftOut], ["unmeasured", 6]);
  assert.match(none!.said!, /of websocket is unknown: the generator was the limit/);

  const [both] = judge(ratio("{ atLeast: 2 }", "{ atMost: 1 }", "generatorCounts: true, "), shown(all)).measures;
  assert.deepEqual([both!.outcome, both!.rounds], ["holds", 6], "where the claim is about both sides, they count");
});

test("a level of nothing lost is an interval of 0, and a single loss ends it", () => {
  const level = claimOf(
    "kind: level, study: b, metric: undeliveredShare, of: { approach: websocket }, confirms: { atLeast: 0.01 }, refutes: { atMost: 0 }",
  );
  assert.equal(judge(level, shown()).verdict, "refuted");
  const lossy = result();
  part(lossy, 2, "websocket").deliveries.delivered -= 1;
  assert.equal(judge(level, shown(lossy)).verdict, "undecided");
});

test("a difference is in the unit of its metric and has a sign", () => {
  const difference = claimOf(
    "kind: difference, study: b, metric: latencyP50Ns, of: { approach: websocket }, to: { approach: webhook }, confirms: { atMost: -200000 }, refutes: { atLeast: 0 }",
  );
  const { verdict, measures } = judge(difference, shown());
  assert.equal(verdict, "confirmed");
  assert.ok(Math.abs(measures[0]!.observed!.estimate + 330_000) < 60_000, String(measures[0]!.observed!.estimate));
});

test("memory for each idle client counts every round, also one whose slope is not above 0", () => {
  const level = claimOf(
    "kind: level, study: b, metric: serviceHeldBytesPerIdleClient, of: { approach: websocket }, confirms: { atLeast: 2000 }, refutes: { atMost: 1000 }",
  );
  const played = result();
  const slopes = [3_000, 3_100, 2_900, 3_000, 3_050, -200];
  for (const [i, slope] of slopes.entries())
    part(played, i + 1, "websocket").service.idleMemory = [0, 20, 40, 60, 80, 100].map((clients) => ({
      ...{ clients, rssBytes: 60e6, heldBytes: 9e6 + slope * clients },
    }));
  const [one] = judge(level, shown(played)).measures;
  assert.deepEqual([one!.rounds, one!.leftOut, one!.outcome], [6, 0, "unsure"]);
  assert.equal(one!.observed!.low, -200);
});

test("on a fleet nothing is told of latencies that the clocks of the hosts alone could have made", () => {
  const claims = [
    "kind: difference, study: b, metric: latencyP50Ns, of: { approach: websocket }, to: { approach: webhook }, confirms: { atMost: -1 }, refutes: { atLeast: 0 }",
    "kind: ratio, study: b, metric: latencyP50Ns, of: { approach: webhook }, to: { approach: websocket }, confirms: { atLeast: 1.01 }, refutes: { atMost: 1 }",
  ].map((measure) => claimOf(measure));
  const verdictsWith = (clockBoundNs: number): string[] => {
    const played = result();
    played.scenario.flow = "ingest";
    for (const round of played.rounds) round.hosts = [{ worker: "a", clients: 10, clockBoundNs }];
    return claims.map((claim) => judge(claim, shown(played)).verdict);
  };
  assert.deepEqual(verdictsWith(1_000), ["confirmed", "confirmed"]);
  assert.deepEqual(verdictsWith(300_000), ["undecided", "undecided"]);
});

test("sides may lie at two points of a sweep", () => {
  const studies =
    "studies: { b: { kind: sweep, scenario: chat, approaches: [webhook, websocket], over: { clients: [10, 20] } } }";
  const across = claimOf(
    "kind: ratio, study: b, metric: serviceCpuUsPerDelivery, of: { approach: webhook, at: { clients: 20 } }, to: { approach: webhook, at: { clients: 10 } }, confirms: { atLeast: 1.5 }, refutes: { atMost: 1.2 }",
    studies,
  );
  const dearer = resultOf(6, [{ ...WEBHOOK, cpuNsPerDelivery: 2 * WEBHOOK.cpuNsPerDelivery }, WEBSOCKET]);
  const results = [
    { at: { clients: 10 }, result: result() },
    { at: { clients: 20 }, result: dearer },
  ];
  assert.equal(judge(across, { b: { results } }).verdict, "confirmed");
  const [one] = judge(across, { b: { results: results.slice(0, 1) } }).measures;
  assert.deepEqual([one!.outcome, /was not measured|is unknown/.test(one!.said!)], ["unmeasured", true]);
});

test("what the machine lacks is no lack of evidence, and what broke off is", () => {
  const claim = ratio("{ atLeast: 2 }", "{ atMost: 1 }");
  assert.equal(judge(claim, { b: { notPlayed: "it needs 6 CPUs", isOfMachine: true } }).verdict, "not measurable here");
  assert.equal(judge(claim, { b: { notPlayed: "it died", isOfMachine: false } }).verdict, "undecided");
});

const pointOf = (perSecond: number): CurvePoint => ({
  ...{ number: 1, value: perSecond, clients: 10, eventsPerSecond: perSecond },
  ...{ eventsPerSecondPerClient: perSecond / 10, deliveriesPerSecond: perSecond },
});
const findingsOf = (crossover: Crossover): SweepFindings => ({
  curves: [
    {
      ...{ over: "arrivals.rate", at: [], points: [], lines: [], cliffs: [] },
      pairs: [{ approach: "webhook", reference: "websocket", currency: "cpu", points: [], crossover }],
    },
  ],
});
const crossing = (below: string, above: string): Crossover => ({
  ...{ kind: "crossing", below, above, from: pointOf(2), to: pointOf(8) },
});
const crossovers: [Crossover, string, RegExp][] = [
  [crossing("webhook", "websocket"), "confirmed", /webhook is cheaper below 2.00\/s, websocket above 8.00\/s/],
  [crossing("websocket", "webhook"), "refuted", /websocket is cheaper below/],
  [{ kind: "none", cheaper: "websocket" }, "refuted", /websocket is cheaper at every rate/],
  [{ kind: "undecided", sure: [], undecidedAt: [pointOf(2)] }, "undecided", /nobody is surely cheaper/],
  [{ kind: "unmeasured" }, "undecided", /were not both measured/],
];

for (const [crossover, verdict, said] of crossovers)
  test(`a crossover that is ${crossover.kind}: ${verdict}`, () => {
    const claim = claimOf(
      "kind: crossover, study: b, currency: cpu, rare: webhook, frequent: websocket",
      "studies: { b: { kind: crossover, scenario: chat, approaches: [webhook, websocket], rates: 1..100 } }",
    );
    const found = judge(claim, { b: { results: [], findings: findingsOf(crossover) } });
    assert.equal(found.verdict, verdict);
    assert.match(found.measures[0]!.said!, said);
  });

test("a count is its own interval, and divides by nothing that is 0", () => {
  const claim = claimOf(
    "kind: count, study: b, what: lines, of: one, to: other, confirms: { atLeast: 2 }, refutes: { atMost: 1.5 }",
    "studies: { b: { kind: count, sides: { one: { files: [a] }, other: { files: [b] } } } }",
  );
  const counts = (one: number, other: number) => ({
    b: { counts: { one: { lines: one, settings: 0 }, other: { lines: other, settings: 0 } } },
  });
  assert.equal(judge(claim, counts(40, 20)).verdict, "confirmed");
  assert.equal(judge(claim, counts(30, 20)).verdict, "refuted");
  assert.equal(judge(claim, counts(30, 0)).verdict, "undecided");
});
