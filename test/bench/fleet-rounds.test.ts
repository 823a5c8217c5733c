/** What a fleet may play, and what becomes of a round in which a worker was lost. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { BenchContext, RoundPlan } from "../../src/bench/context.js";
import { requirePlayableByFleet } from "../../src/bench/fleet/playable.js";
import { playRoundOfFleet } from "../../src/bench/fleet/replay.js";
import { PushbenchError } from "../../src/errors.js";
import { SliceLead } from "../../src/fleet/coordinator/slice-lead.js";
import type { ApproachRecord, Round } from "../../src/result/result.js";

const LOST = new PushbenchError("fleet-worker-lost", "Worker a has been silent for 5.1 s.");
const ROUND: Round = { number: 1, startedAtMs: 1, endedAtMs: 2, approaches: [] };

function playing(outcomes: readonly (Round | Error)[], signal = new AbortController().signal) {
  let plays = 0;
  const play = async (): Promise<Round> => {
    const outcome = outcomes[plays++]!;
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  const round = playRoundOfFleet({ signal } as BenchContext, {} as RoundPlan, play);
  return { round, plays: () => plays };
}

test("a round without its worker is played once more, and says why", async () => {
  const whole = playing([ROUND]);
  assert.deepEqual(await whole.round, ROUND);
  const again = playing([LOST, ROUND]);
  assert.deepEqual(await again.round, { ...ROUND, replayedFor: LOST.message });
  assert.deepEqual([whole.plays(), again.plays()], [1, 2]);
});

test("it is never played a third time, nor again for any other reason, nor once the run is interrupted", async () => {
  const twice = playing([LOST, new PushbenchError("fleet-worker-lost", "Worker b left.")]);
  await assert.rejects(twice.round, { message: "Worker b left." });
  const died = playing([new PushbenchError("service-died", "The service died.")]);
  await assert.rejects(died.round, { code: "service-died" });
  const interrupted = playing([LOST], AbortSignal.abort());
  await assert.rejects(interrupted.round, { code: "fleet-worker-lost" });
  assert.deepEqual([twice.plays(), died.plays(), interrupted.plays()], [2, 1, 1]);
});

test("an error behind which the loss of the services' host is found costs the round, and any other the run", async () => {
  const refused = new PushbenchError("connect-failed", "10 clients could not connect by webhook: connect ECONNREFUSED");
  const lossBehind = async (loss: PushbenchError | undefined) => {
    let plays = 0;
    const play = async (): Promise<Round> => {
      if (plays++ === 0) throw refused;
      return ROUND;
    };
    const fleet = { lossBehindError: async () => loss, lead: new SliceLead() };
    const context = { signal: new AbortController().signal, fleet } as unknown as BenchContext;
    return playRoundOfFleet(context, {} as RoundPlan, play);
  };
  assert.deepEqual(await lossBehind(LOST), { ...ROUND, replayedFor: LOST.message });
  await assert.rejects(lossBehind(undefined), refused);
});

test("a host for the services cannot play what this machine alone can do to a service", () => {
  const approaches = [
    { name: "webhook", transport: "webhook", config: {} },
    { name: "old", arm: "base", transport: "webhook", config: {} },
    { name: "mine", arm: "base", transport: "webhook", config: {}, service: { url: "http://10.0.0.9:80" } },
  ];
  const scenario = { approaches, faults: [{ kind: "network-delay", atSeconds: 1 }] };
  const check = (serviceOn: string | undefined) => () =>
    requirePlayableByFleet(scenario as unknown as Parameters<typeof requirePlayableByFleet>[0], {
      ...{ address: "10.0.0.2", isOnLoopback: false, serviceOn },
    });
  check(undefined)();
  assert.throws(check("s"), (error) => {
    assert.ok(error instanceof PushbenchError);
    assert.match(error.message, /^A fleet whose services listen on worker s, at 10\.0\.0\.2, cannot play this/);
    assert.deepEqual(
      error.problems.map(({ at }) => at),
      ["network", "approaches.old"],
    );
    return true;
  });
});

test("several machines cannot play what listens on one's loopback", () => {
  const approach = (more: Partial<ApproachRecord>): ApproachRecord => ({
    ...{ name: "webhook", transport: "webhook", config: {} },
    ...more,
  });
  const scenario = {
    approaches: [
      approach({}),
      approach({ name: "own", service: { command: "node x.js" } as never }),
      approach({ name: "here", service: { url: "http://localhost:80" } }),
      approach({ name: "there", service: { url: "http://10.0.0.9:80" } }),
    ],
  } as unknown as Parameters<typeof requirePlayableByFleet>[0];
  const check = (isOnLoopback: boolean) => () =>
    requirePlayableByFleet(scenario, { address: "10.0.0.1", isOnLoopback, serviceOn: undefined });
  check(true)();
  assert.throws(check(false), (error) => {
    assert.ok(error instanceof PushbenchError);
    assert.equal(error.code, "fleet-unplayable");
    assert.deepEqual(
      error.problems.map(({ at }) => at),
      ["approaches.own", "approaches.here"],
    );
    return true;
  });
});
