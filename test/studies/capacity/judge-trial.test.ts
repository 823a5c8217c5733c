import assert from "node:assert/strict";
import { test } from "node:test";
import type { ApproachRound, Result } from "../../../src/result/result.js";
import { judgeTrial } from "../../../src/studies/capacity/judge-trial.js";
import { encoded, part, resultOf, WEBHOOK } from "../../reporters/fixture.js";

/** A trial whose deliveries take 2 ms, most of them, and end on time. */
function trial(bend: (round: ApproachRound, result: Result) => void = () => {}): Result {
  return resultOf(1, [WEBHOOK], (result) => {
    const round = part(result, 1, "webhook");
    const values = Array.from({ length: 1_000 }, (_, i) => (i < 995 ? 2e6 : 5e6));
    round.latency = { latency: encoded(values) };
    round.windowNs = 2e9;
    round.activeNs = 2.01e9;
    bend(round, result);
  });
}

const outcomeOf = (result: Result): string => {
  const { outcome, reasons } = judgeTrial(result);
  return [outcome, ...reasons.map(({ code }) => code)].join(" ");
};

const cases: [what: string, bend: Parameters<typeof trial>[0], outcome: string][] = [
  ["all is well", undefined, "passed"],
  ["nobody knows the service's limit", (round) => (round.generator.verdict = "limit-unknown"), "passed"],
  ["the service was at its limit, and kept up", (round) => (round.generator.verdict = "service-bound"), "passed"],
  ["the generator was busy", verdict("generator-bound", "generator-busy"), "not-counted generator"],
  ["the generator was late", verdict("generator-bound", "generator-late"), "not-counted generator"],
  ["the generator was crowded out", verdict("generator-bound", "generator-crowded-out"), "not-counted disturbed"],
  ["others took CPU", verdict("disturbed", "foreign-cpu"), "not-counted disturbed"],
  ["one was lost", (round) => Object.assign(round.deliveries, { lost: 1 }), "failed undelivered"],
  ["one was rejected", (round) => Object.assign(round.deliveries, { rejected: 1 }), "failed undelivered"],
  [
    "as many were lost as the scenario allows",
    (round, { scenario }) => {
      round.deliveries.lost = 3;
      scenario.objectives = { latencyP99Ms: 200, lost: 3 };
    },
    "passed",
  ],
  ["one was still being tried", (round) => Object.assign(round.deliveries, { pending: 1 }), "failed still-trying"],
  [
    "nothing was delivered",
    (round) => {
      Object.assign(round.deliveries, { delivered: 0, lost: round.deliveries.expected });
      round.latency = {};
    },
    "failed undelivered undelivered",
  ],
  ["deliveries went on for 20 ms", (round) => (round.activeNs = 2.02e9 + 2e6 - 1e5), "passed"],
  ["deliveries went on for longer", (round) => (round.activeNs = 2.02e9 + 2e6 + 1e5), "failed queued"],
  [
    "deliveries went on for half a percent of a long trial",
    (round) => Object.assign(round, { windowNs: 20e9, activeNs: 20.1e9 + 2e6 - 1e5 }),
    "passed",
  ],
  [
    "a network makes every delivery take 150 ms",
    (round) => {
      round.latency = { latency: encoded(Array.from({ length: 1_000 }, () => 150e6)) };
      round.activeNs = 2.15e9;
    },
    "passed",
  ],
  [
    "the last recipient has each event later than the first",
    (round) => {
      round.latency.lastRecipient = encoded(Array.from({ length: 1_000 }, () => 60e6));
      round.activeNs = 2.06e9;
    },
    "passed",
  ],
  ["the objective is missed", (_, { scenario }) => (scenario.objectives = { latencyP50Ms: 1 }), "failed objective"],
  [
    "too few deliveries for a p99",
    (round) => (round.latency = { latency: encoded([2e6, 2e6]) }),
    "not-counted unmeasured",
  ],
  [
    "the rate was not achieved, and nobody knows why",
    (round) => (round.generator.achievedRateRatio = 0.97),
    "not-counted generator",
  ],
  [
    "the rate was not achieved beside a queue of the service",
    (round) => {
      round.generator.achievedRateRatio = 0.97;
      round.activeNs = 4e9;
    },
    "failed queued",
  ],
];

function verdict(verdict: "generator-bound" | "disturbed", verdictReason: ApproachRound["generator"]["verdictReason"]) {
  return (round: ApproachRound): void => void Object.assign(round.generator, { verdict, verdictReason });
}

for (const [what, bend, outcome] of cases) {
  test(`${what}: ${outcome}`, () => assert.equal(outcomeOf(trial(bend)), outcome));
}

test("a trial that does not count says what limited it, one that fails what it did instead", () => {
  const { reasons, verdict: said } = judgeTrial(trial(verdict("disturbed", "foreign-cpu")));
  assert.deepEqual([said, reasons[0]!.message], ["disturbed", "other processes ran on the CPUs"]);
  const missed = judgeTrial(
    trial((round, { scenario }) => {
      scenario.objectives = { latencyP50Ms: 1 };
      round.activeNs = 3e9;
    }),
  );
  assert.deepEqual(
    missed.reasons.map(({ message }) => message),
    [
      "deliveries went on for 998 ms after it, at most 20.0 ms are no queue",
      "latency p50 2.00 ms, the limit is 1.00 ms",
    ],
  );
});

test("the figures of a trial; what was not measured is absent", () => {
  const { figures } = judgeTrial(
    trial((round) => {
      delete round.service.cpuNs;
      delete round.generator.achievedRateRatio;
    }),
  );
  assert.deepEqual(Object.keys(figures), [
    ...[
      "expected",
      "delivered",
      "deliveriesPerSecond",
      "latencyP50Ms",
      "latencyP99Ms",
      "overtimeMs",
      "foreignCpuRatio",
    ],
  ]);
  assert.ok(Math.abs(figures.overtimeMs! - 8) < 0.1, `${figures.overtimeMs}`);
});

test("warnings that cast doubt on a trial are kept, those that repeat its outcome are not", () => {
  const warned = trial((_, result) => {
    const [message, advice] = ["", ""];
    result.warnings = (["too-few-rounds", "not-pinned", "service-bound", "not-pinned", "not-warmed-up"] as const).map(
      (code) => ({ code, message, advice }),
    );
  });
  assert.deepEqual(judgeTrial(warned).warnings, ["not-pinned", "not-warmed-up"]);
});

test("a trial that failed is warned of what may have failed it; one that passed is not", () => {
  const disturbed = (round: ApproachRound): void => {
    round.figures = { stalledNs: 0.03 * round.activeNs };
    const shares = { busyRatio: 0.9, foreignRatio: 0.04, stealRatio: 0.02 };
    round.cpus = { services: shares, generators: shares };
  };
  assert.deepEqual(judgeTrial(trial(disturbed)).warnings, []);
  const failing = (round: ApproachRound): void => {
    round.activeNs = 4e9;
    disturbed(round);
  };
  assert.deepEqual(judgeTrial(trial(failing)).warnings, ["stalled", "shared-cpus"]);
  const little = trial((round) => {
    failing(round);
    round.figures = { stalledNs: 0.019 * round.activeNs };
    round.cpus!.services!.stealRatio = 0;
  });
  assert.deepEqual(judgeTrial(little).warnings, []);
});
