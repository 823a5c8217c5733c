import assert from "node:assert/strict";
import { test } from "node:test";
import { type Decision, decide, exitCodeOf, type GateSetting } from "../../src/gate/decide.js";
import type { GateRound } from "../../src/gate/figures.js";
import type { GateCheck } from "../../src/gate/gate-report.js";
import { BOTH, rounds, TRANSPORTS, WEBSOCKET_ONLY } from "./rounds.js";

const live: GateSetting = { approaches: WEBSOCKET_ONLY, transports: TRANSPORTS, loop: "open", base: "live" };

/** As the command plays it: never looks in between. */
function play(all: readonly GateRound[], setting: GateSetting = live): Decision {
  let decision = decide([], setting);
  while (decision.moreRounds > 0) {
    const wanted = decision.rounds + decision.moreRounds;
    assert.ok(wanted <= all.length, `the test has ${all.length} rounds, the gate wants ${wanted}`);
    decision = decide(all.slice(0, wanted), setting);
  }
  return decision;
}

function checkOf({ checks }: Decision, metric: string, approach = "websocket"): GateCheck {
  return checks.find((check) => check.metric === metric && check.approach === approach)!;
}

const CPU = "service-cpu-per-delivery";

test("alike arms on a quiet machine pass at the first look", () => {
  const decision = play(rounds());
  assert.deepEqual([decision.verdict, decision.rounds, decision.looks, decision.moreRounds], ["pass", 12, 1, 0]);
  assert.deepEqual([decision.failures, decision.warnings], [[], []]);
  assert.equal(decision.reason, "None of 4 gated checks is worse by an effect that matters.");
  assert.equal(exitCodeOf(decision), 0);
});

test("10 % more CPU per delivery is a regression, after both looks, with what it rests on", () => {
  const decision = play(rounds({ head: { [CPU]: 1.1 } }));
  assert.deepEqual([decision.verdict, decision.rounds, decision.looks], ["regression", 30, 2]);
  assert.equal(exitCodeOf(decision), 1);
  const check = checkOf(decision, CPU);
  assert.equal(check.verdict, "regression");
  assert.ok(Math.abs(check.ratio! - 1.1) < 0.01, `${check.ratio}`);
  assert.ok(check.low! < 1.1 && 1.1 < check.high! && check.confidence! >= 0.95);
  assert.ok(check.atLeast! > 0.085 && check.atLeast! < 0.1, `${check.atLeast}`);
  assert.ok(Math.abs(check.p! - 4 * 2 ** -30) < 1e-15, "all rounds point one way, four checks share the level");
  assert.ok(check.sigma! > 0.005 && check.sigma! < 0.012, `uniform ±1 % on both sides: ${check.sigma}`);
  assert.ok(check.detectableEffect! > 0.02 && check.detectableEffect! < 0.05);
  assert.equal(check.roundsToDecide, undefined);
  assert.equal(check.perRound.length, 30);
  assert.match(check.reason, /^worse by at least (8|9)\.\d %, 2 % is tolerated$/);
  assert.match(decision.reason, /^1 of 4 gated checks found a regression\. websocket service CPU per delivery: worse/);
});

test("what gets better is no regression, in whichever direction better lies", () => {
  const better = play(rounds({ head: { [CPU]: 0.5, "latency-p50": 0.7, throughput: 1.5 } }), {
    ...live,
    metrics: { throughput: { role: "gate" } },
  });
  assert.equal(better.verdict, "pass");
  const worse = play(rounds({ head: { throughput: 0.85 } }), { ...live, metrics: { throughput: { role: "gate" } } });
  assert.equal(checkOf(worse, "throughput").verdict, "regression");
  assert.ok(Math.abs(checkOf(worse, "throughput").ratio! - 0.85) < 0.01);
});

test("worse by less than the tolerance passes; between tolerance and the effect that matters it may do either", () => {
  assert.equal(play(rounds({ head: { [CPU]: 1.015 } })).verdict, "pass");
  assert.equal(play(rounds({ head: { [CPU]: 1.035 }, noise: 0.001 })).verdict, "regression");
});

test("noise is inconclusive, with the number of rounds that would decide it", () => {
  const decision = play(rounds({ noise: 0.08 }));
  assert.equal(decision.verdict, "inconclusive");
  assert.equal(exitCodeOf(decision), 3);
  const undecided = decision.checks.filter(({ role, verdict }) => role === "gate" && verdict === "inconclusive");
  undecided.sort((a, b) => a.roundsToDecide! - b.roundsToDecide!);
  const { metric, roundsToDecide, detectableEffect } = undecided[0]!;
  assert.ok(roundsToDecide! > 30 && detectableEffect! > 0.04, `${metric}: ${roundsToDecide}, ${detectableEffect}`);
  const enough = decide(rounds({ noise: 0.08, count: 2 * roundsToDecide! }), { ...live, last: true });
  assert.notEqual(checkOf(enough, metric).verdict, "inconclusive", metric);
});

test("nothing is looked at before its time", () => {
  const bad = rounds({ head: { [CPU]: 3 } });
  for (const count of [0, 1, 11]) {
    const { verdict, looks, moreRounds } = decide(bad.slice(0, count), live);
    assert.deepEqual([verdict === "regression", looks, moreRounds], [false, 0, 12 - count], `${count} rounds`);
  }
  for (const count of [12, 15, 23]) {
    const decision = decide(bad.slice(0, count), live);
    assert.deepEqual([decision.verdict, decision.moreRounds], ["inconclusive", 30 - count], `${count} rounds`);
    assert.equal(
      checkOf(decision, CPU).perRound.length,
      12,
      "the first look sees twelve rounds, however many there are",
    );
    assert.equal(checkOf(decision, CPU).reason, "looks worse, which further rounds have to confirm");
  }
});

test("what the first look suspects must show again in fresh rounds", () => {
  const early = [...rounds({ head: { [CPU]: 1.3 }, count: 12 }), ...rounds({ count: 18, seed: 2 })];
  const check = checkOf(play(early), CPU);
  assert.equal(check.verdict, "inconclusive");
  assert.match(check.reason, /^looked worse at first, then no more; may be worse by /);
  const again = [...rounds({ head: { [CPU]: 1.3 }, count: 12 }), ...rounds({ head: { [CPU]: 1.15 }, count: 18 })];
  assert.equal(checkOf(play(again), CPU).verdict, "regression");
});

test("when time is up, one look over all there is decides", () => {
  const decision = decide(rounds({ head: { [CPU]: 1.3 }, count: 14 }), { ...live, last: true });
  assert.deepEqual([decision.verdict, decision.moreRounds, decision.looks], ["inconclusive", 0, 2]);
  assert.equal(checkOf(decision, CPU).reason, "looks worse, which further rounds have to confirm");
  assert.equal(decide(rounds({ head: { [CPU]: 1.3 }, count: 17 }), { ...live, last: true }).verdict, "regression");
  const unlooked = decide(rounds({ head: { [CPU]: 1.3 }, count: 11 }), { ...live, last: true });
  assert.deepEqual([unlooked.verdict, unlooked.looks], ["regression", 1]);
  const few = decide(rounds({ head: { [CPU]: 1.3 }, count: 5 }), { ...live, last: true });
  assert.equal(few.verdict, "inconclusive");
  assert.equal(checkOf(few, CPU).reason, "5 rounds are too few to say anything");
});

test("a metric that was not measured never passes: exit 5", () => {
  const without = (count: number) =>
    rounds({ bend: ({ metrics }, arm, round) => arm === "head" && round <= count && delete metrics["latency-p50"] });
  const decision = play(without(24));
  assert.deepEqual(decision.failures, [
    { code: "not-measured", message: "websocket latency p50 was measured in 0 of 12 rounds." },
  ]);
  assert.deepEqual([decision.verdict, exitCodeOf(decision), decision.moreRounds], ["inconclusive", 5, 0]);
  assert.equal(checkOf(decision, "latency-p50").verdict, "inconclusive");
  const half = checkOf(play(without(6)), "latency-p50");
  assert.deepEqual([half.verdict, half.reason], ["inconclusive", "measured in 6 of 12 rounds"], "the other six agree");
  assert.equal(play(without(3)).verdict, "pass", "three rounds without it leave nine");
});

test("an approach that is missing from head was not measured either", () => {
  const gone = rounds({ approaches: BOTH }).map((round) => ({ ...round, head: round.head.slice(1) }));
  const decision = play(gone, { ...live, approaches: BOTH });
  assert.deepEqual([decision.verdict, exitCodeOf(decision)], ["inconclusive", 5]);
  assert.ok(decision.failures.every(({ code, message }) => code === "not-measured" && message.startsWith("webhook ")));
  assert.equal(exitCodeOf(decide([], { ...live, last: true })), 5, "no rounds at all");
});

test("lost, duplicated and unbalanced deliveries of head fail after any round", () => {
  const cases = {
    "deliveries-lost": { delivered: 998, lost: 2 },
    "deliveries-duplicated": { duplicates: 2 },
    "deliveries-unbalanced": { delivered: 998 },
  };
  for (const [code, wrong] of Object.entries(cases)) {
    const wrongInThird = (which: "base" | "head") =>
      rounds({
        bend: ({ deliveries }, arm, round) => arm === which && round === 3 && Object.assign(deliveries, wrong),
      });
    const decision = decide(wrongInThird("head").slice(0, 3), live);
    assert.deepEqual([decision.verdict, exitCodeOf(decision), decision.moreRounds], ["regression", 1, 0], code);
    assert.equal(decision.failures[0]!.code, code);
    assert.match(decision.reason, /^websocket: 2 of 3,000 deliveries .* in 3 rounds \(base: 0\)\.$/);
    assert.equal(play(wrongInThird("base")).verdict, "pass", `${code}: the change did not do it`);
  }
});

type Wrong = Partial<GateRound["base"][number]["deliveries"]>;

/** In every round of these arms, on a machine that others used in `unfit` of 30 rounds. */
const going = (wrong: Wrong, { arms = ["head"], unfit = 0 }: { arms?: string[]; unfit?: number } = {}) =>
  rounds({
    bend: (figures, arm, round) => {
      if (round % 30 < unfit) figures.verdict = "disturbed";
      if (arms.includes(arm)) Object.assign(figures.deliveries, wrong);
    },
  });

test("what did not arrive counts beyond what the scenario allows", () => {
  const late = going({ delivered: 998, pending: 1, rejected: 1 }).map((round) =>
    round.number === 3 ? round : rounds()[round.number - 1]!,
  );
  assert.equal(play(late).verdict, "regression");
  assert.equal(play(late, { ...live, allowedLost: 2 }).verdict, "pass");
  assert.equal(play(late, { ...live, allowedLost: 1 }).verdict, "regression");
});

test("an unfit machine hides nothing that head refused: a fifth answered with an error is a regression in any round", () => {
  for (const answer of ["500 Internal Server Error", "429 Too Many Requests", "404 Not Found", "refused: 503"]) {
    const refused = { delivered: 800, rejected: 200, reasons: { [answer]: 200 } };
    const tried = { delivered: 800, pending: 200, reasons: { [`${answer} (tried again)`]: 900 } };
    for (const wrong of [refused, tried]) {
      const decision = play(going(wrong, { unfit: 30 }));
      assert.deepEqual([decision.verdict, exitCodeOf(decision), decision.looks], ["regression", 1, 1], answer);
      assert.match(decision.reason, /^websocket: 2,400 of 12,000 deliveries did not arrive in 12 rounds \(base: 0\)/);
      assert.ok(decision.reason.includes(`seen: ${answer}`), decision.reason);
      assert.deepEqual(decision.reasons[0]!.reason.startsWith(answer), true);
    }
  }
});

test("what may only have been late on an unfit machine fails nothing, but does not pass unless base was late as well", () => {
  const late = { delivered: 998, pending: 2 };
  const head = play(going(late, { unfit: 30 }));
  assert.deepEqual([head.verdict, exitCodeOf(head), head.failures], ["inconclusive", 3, []]);
  assert.ok(head.warnings.some((warning) => /60 deliveries did not arrive in rounds that were not fit/.test(warning)));
  const few = (arms: string[]) => {
    const all = going(late, { arms, unfit: 30 });
    return play(rounds().map((round, i) => (i < 3 ? all[i]! : round)));
  };
  assert.equal(few(["head"]).verdict, "inconclusive", "most rounds were fit, and pass");
  assert.match(few(["head"]).reason, /6 deliveries did not arrive in rounds that were not fit \(base: 0\)/);
  const both = few(["base", "head"]);
  assert.equal(both.verdict, "pass");
  assert.ok(both.warnings.some((warning) => /6 deliveries .* \(base: 6\)/.test(warning)));
});

test("what base loses as well fails the gate, and is not called an effect of the change", () => {
  const both = play(going({ delivered: 950, lost: 50 }, { arms: ["base", "head"] }));
  assert.deepEqual([both.verdict, exitCodeOf(both)], ["regression", 1]);
  assert.deepEqual(
    both.failures.map(({ inBase }) => inBase),
    [true],
  );
  assert.match(both.reason, /^Base and head fail alike, so the change is not the cause\. websocket: 600 of 12,000/);
  const more = rounds({
    bend: ({ deliveries }, arm) => Object.assign(deliveries, { lost: arm === "head" ? 50 : 5 }),
  });
  assert.equal(play(more).failures[0]!.inBase, undefined, "ten times as many is the change's");
});

test("a row does not contradict itself: head's level is the ratio times the base's, whatever single rounds did", () => {
  const skewed = rounds({
    noise: 0.2,
    bend: (figures, arm, round) => {
      if (arm === "head" && round % 3 === 0) figures.metrics["latency-p50"]! *= 1.6;
      if (arm === "base" && round % 5 === 0) figures.metrics["latency-p50"]! *= 0.5;
    },
  });
  for (const { base, head, ratio } of play(skewed).checks) {
    assert.ok(Math.abs(head! / base! / ratio! - 1) < 1e-12, `${base} → ${head}, ${ratio}`);
  }
});

test("rounds that were not fit are left out whole; when they are most, nothing is decided", () => {
  const disturbed = (count: number) =>
    rounds({
      head: { [CPU]: 1.5 },
      bend: (figures, arm, round) => {
        if (arm === "base" && round % 30 < count) figures.foreignRatio = 0.6;
      },
    });
  const some = play(disturbed(8));
  assert.equal(some.verdict, "regression");
  assert.equal(checkOf(some, CPU).perRound.length, 30 - 8);
  assert.deepEqual(some.warnings, ["websocket: 8 of 30 rounds were left out: other processes used the CPUs."]);
  const most = play(disturbed(16));
  assert.equal(most.verdict, "inconclusive");
  assert.equal(checkOf(most, CPU).reason, "16 of 30 rounds were not fit: other processes used the CPUs");
});

test("base always before head is never a regression, nor a pass", () => {
  for (const [name, first] of Object.entries({ sequential: "base", reversed: "head", unknown: undefined } as const)) {
    for (const times of [1, 1.5]) {
      const ordered = rounds({ head: { [CPU]: times } }).map(({ first: _, ...round }) =>
        first ? { ...round, first } : round,
      );
      const decision = play(ordered);
      assert.equal(decision.verdict, "inconclusive", name);
      assert.equal(checkOf(decision, CPU).reason, "base and head did not come first equally often");
    }
  }
});

test("a metric that depends on who came first is warned of, and judged all the same", () => {
  const swayed = rounds().map((round) => {
    const later = round.first === "base" ? round.head : round.base;
    for (const { metrics } of later) metrics[CPU]! *= 1.02;
    return round;
  });
  const decision = decide(swayed, live);
  assert.deepEqual(decision.warnings, [
    "Who came first in a round mattered for websocket service CPU per delivery: the bounds are wider for it.",
  ]);
  assert.equal(decision.verdict, "pass");
});

test("a control that differs from its base, or varies too much, leaves nothing to decide", () => {
  assert.equal(play(rounds({ control: {} })).verdict, "pass");
  assert.equal(play(rounds({ head: { [CPU]: 1.1 }, control: {} })).verdict, "regression");
  const differs = play(rounds({ head: { [CPU]: 1.1 }, control: { [CPU]: 1.06 } }));
  assert.equal(differs.verdict, "inconclusive");
  assert.equal(checkOf(differs, CPU).reason, "the control differs, though it is the base once more");
  const better = play(rounds({ head: { [CPU]: 1.1 }, control: { [CPU]: 0.9 } }));
  assert.equal(checkOf(better, CPU).verdict, "inconclusive", "in either direction");
  const varies = rounds({
    head: { [CPU]: 1.5 },
    control: {},
    bend: ({ metrics }, arm, round) => {
      if (arm === "control") metrics[CPU]! *= 1 + 0.2 * Math.sin(round * 2.4);
    },
  });
  assert.equal(checkOf(play(varies), CPU).reason, "the control varies by more than half of the effect that matters");
  const within = play(rounds({ control: { [CPU]: 1.01 }, noise: 0.001 }));
  assert.equal(within.verdict, "pass", "a difference within the tolerance is no false alarm's cause");
});

test("only gated checks decide; a policy of the caller's own changes which do, and by how much", () => {
  const slow = rounds({ head: { "latency-p99": 2 } });
  const advisory = play(slow);
  assert.equal(advisory.verdict, "pass");
  assert.deepEqual(
    [checkOf(advisory, "latency-p99").role, checkOf(decide(slow, live), "latency-p99").verdict],
    ["advisory", "regression"],
  );
  assert.equal(play(slow, { ...live, metrics: { "latency-p99": { role: "gate" } } }).verdict, "regression");
  const wide = { tolerance: 0.5, smallestEffect: 1.5 };
  assert.equal(play(slow, { ...live, metrics: { "latency-p99": { role: "gate", ...wide } } }).verdict, "regression");
  assert.equal(play(rounds({ head: { [CPU]: 1.1 } }), { ...live, metrics: { [CPU]: wide } }).verdict, "pass");
});

test("in a closed loop throughput gates and latency does not", () => {
  const closed: GateSetting = { ...live, loop: "closed" };
  assert.equal(play(rounds({ head: { "latency-p50": 2 } }), closed).verdict, "pass");
  assert.equal(play(rounds({ head: { throughput: 0.8 } }), closed).verdict, "regression");
});

test("webhook against WebSocket: the ratio of head is held against that of base, by choice as a gate", () => {
  const slower = rounds({
    approaches: BOTH,
    bend: ({ approach, metrics }, arm) => {
      if (arm === "head" && approach === "webhook") metrics[CPU]! *= 1.2;
    },
  });
  const own = { [CPU]: { role: "advisory" } } as const;
  const setting: GateSetting = { ...live, approaches: BOTH, metrics: own };
  assert.equal(play(slower, setting).verdict, "pass");
  const decision = play(slower, { ...setting, ratios: "gate" });
  assert.equal(decision.verdict, "regression");
  const check = checkOf(decision, CPU, "webhook / websocket");
  assert.equal(check.verdict, "regression");
  assert.equal(check.unit, "ratio");
  assert.ok(Math.abs(check.ratio! - 1.2) < 0.01 && Math.abs(check.base! - 1) < 0.02, `${check.ratio}, ${check.base}`);
});

test("a stored base has no order to be fair, and says so; an advisory gate decides nothing", () => {
  const stored = rounds({ head: { [CPU]: 1.1 } }).map(({ first: _, ...round }) => round);
  const decision = decide(stored, { ...live, base: "stored", last: true });
  assert.equal(decision.verdict, "regression");
  assert.match(decision.warnings[0]!, /^The base was played at another time/);
  const advisory = decide(stored, { ...live, base: "stored", last: true, advisory: true });
  assert.deepEqual([advisory.verdict, exitCodeOf(advisory)], ["inconclusive", 3]);
  assert.equal(advisory.reason, "All checks are advisory: nothing was decided.");
  assert.ok(advisory.checks.every(({ role }) => role === "advisory"));
  assert.equal(checkOf(advisory, CPU).verdict, "regression");
});
