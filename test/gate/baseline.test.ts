import assert from "node:assert/strict";
import { test } from "node:test";
import { PushbenchError } from "../../src/errors.js";
import { baselineOf, parseBaseline, requireComparable, roundsAgainst } from "../../src/gate/baseline.js";
import { decide } from "../../src/gate/decide.js";
import { differingLines, fleetPlayed, machineFingerprint, workloadFingerprint } from "../../src/gate/fingerprint.js";
import type { Result } from "../../src/result/result.js";
import { resultOf, WEBHOOK, WEBSOCKET } from "../reporters/fixture.js";

const APPROACHES = [WEBHOOK, WEBSOCKET];
const result = (bend?: (result: Result) => void): Result => resultOf(2, APPROACHES, bend);

test("a baseline is read back as it was written", () => {
  const baseline = baselineOf(result(), "4f3c2a1");
  assert.deepEqual(parseBaseline(JSON.stringify(baseline), "chat.json"), baseline);
  assert.equal(baseline.rounds.length, 2);
  assert.equal(baseline.ref, "4f3c2a1");
});

test("what is no baseline is refused with every problem", () => {
  const broken = { ...baselineOf(result()), startedAt: "yesterday", schemaVersion: 2 };
  for (const [text, problems] of [
    ["not JSON", []],
    ["null", ["the file"]],
    [JSON.stringify(broken), ["schemaVersion", "startedAt"]],
  ] as const) {
    assert.throws(
      () => parseBaseline(text, "chat.json"),
      (error: unknown) => {
        assert.ok(error instanceof PushbenchError);
        assert.deepEqual([error.code, error.exitCode], ["baseline-invalid", 2]);
        assert.match(error.message, /^chat\.json is not/);
        assert.deepEqual(
          error.problems.map(({ at }) => at),
          problems,
        );
        return true;
      },
    );
  }
});

test("the same machine and workload compare, whatever the load, the time and the number of rounds", () => {
  const later = resultOf(3, APPROACHES, (bent) => {
    bent.machine.loadAverage = 3;
    bent.machine.openFilesLimit = 5;
    bent.machine.memoryBytes += 1e6;
    bent.startedAt = "2027-01-01T00:00:00.000Z";
    bent.scenario.run.rounds = 3;
    bent.scenarioGiven = "./elsewhere.yaml";
    bent.scheduleFingerprint = "other, for it is of more rounds";
    bent.scenario.objectives = {};
  });
  const baseline = baselineOf(result());
  assert.deepEqual(requireComparable(baseline, later, false), []);
  assert.equal(machineFingerprint(later.machine).fingerprint, baseline.machine.fingerprint);
  assert.equal(workloadFingerprint(later).fingerprint, baseline.workload.fingerprint);
});

test("another machine or workload is refused, naming each line that differs; or it is advisory", () => {
  const other = result((bent) => {
    bent.machine.cpuModel = "AMD EPYC 9V74";
    bent.machine.cpuLimit = 1.5;
    bent.machine.packages.ws = "9.0.0";
    bent.machine.packages.extra = "1.0.0";
    bent.scenario.clients = 7;
    bent.approaches[0]!.config = { ...bent.approaches[0]!.config, connection: "other" };
  });
  const baseline = baselineOf(result());
  const names = ["CPU", "CPU limit", "ws", "extra", "clients", "webhook"];
  assert.throws(
    () => requireComparable(baseline, other, false),
    (error: unknown) => {
      assert.ok(error instanceof PushbenchError);
      assert.deepEqual([error.code, error.exitCode], ["baseline-mismatch", 2]);
      assert.deepEqual(
        error.problems.map(({ at }) => at),
        names,
      );
      assert.match(error.problems[0]!.message, /^the baseline has .+, this run AMD EPYC 9V74$/);
      assert.match(error.problems[1]!.message, /^the baseline has none, this run 1\.5$/);
      assert.match(error.problems[3]!.message, /^the baseline has –, this run 1\.0\.0$/);
      assert.match(error.hint!, /--allow-mismatch/);
      return true;
    },
  );
  const lines = requireComparable(baseline, other, true);
  assert.deepEqual(
    lines.map((line) => line.split(":")[0]),
    names,
  );
});

test("figures of a fleet are those of its size and its kinds of machines, whichever workers they were", () => {
  const host = (worker: string, cpuModel = "Intel N100") => ({
    ...{ worker, host: worker, cpuModel, cpuCount: 4, memoryBytes: 2 ** 33, operatingSystem: "Linux 6.1" },
    node: "v20.20.2",
  });
  const onFleet = (workers: number, ...hosts: ReturnType<typeof host>[]) =>
    result((bent) => {
      bent.hosts = hosts;
      for (const round of bent.rounds)
        round.hosts = hosts.slice(0, workers).map(({ worker }) => ({ worker, clients: 1 }));
    });
  const differing = (baseline: Result, played: Result): string[] => {
    const fleet = fleetPlayed(played);
    const lines = requireComparable(baselineOf(baseline), { ...played, ...(fleet && { fleet }) }, true);
    return lines.map((line) => line.split(":")[0]!);
  };
  const two = onFleet(2, host("a"), host("b"));
  assert.deepEqual(differing(two, onFleet(2, host("c"), host("d"), host("e"))), [], "one was replaced");
  assert.deepEqual(differing(two, onFleet(1, host("a"))), ["workers"]);
  assert.deepEqual(differing(two, onFleet(2, host("a"), host("b", "AMD EPYC 9V74"))), ["workers on"]);
  assert.deepEqual(differing(two, result()), ["workers", "workers on"]);
  assert.deepEqual(differing(result(), two), ["workers", "workers on"]);
});

test("equal hashes have no differing lines, and the order of a setting's keys does not count", () => {
  const turned = result((bent) => {
    bent.scenario.arrivals = Object.fromEntries(
      Object.entries(bent.scenario.arrivals).reverse(),
    ) as typeof bent.scenario.arrivals;
  });
  assert.deepEqual(differingLines(workloadFingerprint(result()), workloadFingerprint(turned)), []);
  assert.equal(workloadFingerprint(turned).fingerprint, workloadFingerprint(result()).fingerprint);
  assert.match(machineFingerprint(result().machine).fingerprint, /^[0-9a-f]{16}$/);
});

test("what is hashed of a setting is JSON with its keys in order at every depth: other bytes would void stored baselines", () => {
  const { lines } = workloadFingerprint(
    result((bent) => {
      bent.scenario.arrivals = {
        perSecond: 1e21,
        executor: "bursts",
        stages: [{ to: 0.1, Seconds: 1 }, "é\u2028\n\ud800"],
        none: undefined,
      };
      bent.scenario.roomSize = 10;
    }),
  );
  assert.deepEqual(
    lines.filter(([name]) => ["room size", "arrivals", "network"].includes(name)),
    [
      ["room size", "10"],
      [
        "arrivals",
        String.raw`{"executor":"bursts","perSecond":1e+21,"stages":[{"Seconds":1,"to":0.1},"é${"\u2028"}\n\ud800"]}`,
      ],
      ["network", "–"],
    ],
  );
});

test("a stored baseline stands in for the base: rounds of the same number are held against each other", () => {
  const baseline = baselineOf(resultOf(12, APPROACHES));
  const slower = resultOf(14, APPROACHES, (bent) => {
    for (const { approaches } of bent.rounds) for (const { service } of approaches) service.cpuNs! *= 1.2;
  });
  const rounds = roundsAgainst(baseline, slower);
  assert.deepEqual(
    rounds.map(({ number }) => number),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  );
  const decision = decide(rounds, {
    approaches: slower.approaches,
    transports: slower.transports!,
    loop: "open",
    base: "stored",
    last: true,
  });
  assert.deepEqual(
    decision.checks.filter(({ verdict }) => verdict === "regression").map(({ approach, metric }) => [approach, metric]),
    [
      ["webhook", "service-cpu-per-delivery"],
      ["websocket", "service-cpu-per-delivery"],
    ],
  );
});
