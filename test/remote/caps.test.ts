import assert from "node:assert/strict";
import { test } from "node:test";
import type { Arrivals } from "../../src/executors/registry.js";
import { type Demanding, demandOf, overCaps } from "../../src/remote/caps.js";
import { parseConsents } from "../../src/remote/consent.js";

const run = { rounds: 5, warmUpSeconds: 4, measureSeconds: 8, start: "warm" } as Demanding["run"];
const demanding = (more: Partial<Demanding> = {}): Demanding => ({
  arrivals: { executor: "constant-arrival-rate", perSecond: 100 },
  clients: 100,
  run,
  ...more,
});

for (const [arrivals, events] of [
  [{ executor: "constant-arrival-rate", perSecond: 70 }, 70],
  [{ executor: "poisson-arrival-rate", perSecond: 0.5 }, 0.5],
  [
    {
      executor: "ramping-arrival-rate",
      startPerSecond: 5,
      stages: [
        { durationSeconds: 1, perSecond: 200 },
        { durationSeconds: 1, perSecond: 1 },
      ],
    },
    200,
  ],
  [{ executor: "ramping-arrival-rate", startPerSecond: 300, stages: [{ durationSeconds: 1, perSecond: 1 }] }, 300],
  [
    { executor: "burst-arrival-rate", perSecond: 5, bursts: { everySeconds: 2, durationSeconds: 0.1, perSecond: 900 } },
    900,
  ],
  [
    { executor: "burst-arrival-rate", perSecond: 50, bursts: { everySeconds: 2, durationSeconds: 0.1, perSecond: 9 } },
    50,
  ],
  [{ executor: "constant-concurrency", windowPerClient: 1 }, Number.POSITIVE_INFINITY],
] as [Arrivals, number][]) {
  test(`${JSON.stringify(arrivals)} comes to ${events} events per second`, () => {
    assert.equal(demandOf(demanding({ arrivals })).events, events);
  });
}

test("all rounds count, with their warm-up where they have one", () => {
  assert.equal(demandOf(demanding()).seconds, 60);
  assert.equal(demandOf(demanding({ run: { ...run, start: "cold" } })).seconds, 40);
});

test("what is just allowed is allowed", () => {
  assert.equal(overCaps(demandOf(demanding()), parseConsents(["a.example"])[0]!), undefined);
});

test("everything beyond the caps is listed with the value, the cap and the way out, and in one option", () => {
  const arrivals = { executor: "poisson-arrival-rate", perSecond: 100.1234567 } as const;
  const demand = demandOf({ arrivals, clients: 1_000, run: { ...run, rounds: 6 } });
  const { problems, raised } = overCaps(demand, parseConsents(["a.example"])[0]!)!;
  assert.deepEqual(problems, [
    {
      at: "arrivals",
      message:
        "the schedule has 100.124 events per second at its peak, and the cap is 100 events per second: lower the rate",
    },
    {
      at: "run",
      message:
        "all rounds with their warm-up take up to 72 s, and the cap is 60 s: lower run.rounds, run.measureSeconds or run.warmUpSeconds",
    },
    { at: "clients", message: "there are 1,000 clients, and the cap is 100 clients: --set clients=100" },
  ]);
  assert.equal(raised, "a.example,events=100.124,seconds=72,clients=1000");
  assert.equal(overCaps(demand, parseConsents([raised])[0]!), undefined);
});

test("the option that is offered keeps what was given", () => {
  const [consent] = parseConsents(["a.example,events=500,seconds=10"]);
  const { problems, raised } = overCaps(demandOf(demanding()), consent!)!;
  assert.deepEqual(
    problems.map(({ at }) => at),
    ["run"],
  );
  assert.equal(raised, "a.example,events=500,seconds=60");
});
