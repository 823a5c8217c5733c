import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { warningsOf } from "../../src/bench/warnings.js";
import type { GeneratorSample, Result, Warning } from "../../src/result/result.js";
import { part, resultOf } from "../reporters/fixture.js";

const pinned = { services: [0], generators: [1] };
const judged = (result: Result, round: number, judgement: Partial<GeneratorSample>): void => {
  Object.assign(part(result, round, "webhook").generator, judgement);
};
const found = (result: Result, code: Warning["code"]): Warning | undefined =>
  warningsOf(result, pinned).find((warning) => warning.code === code);

test("a quiet run of six rounds warns of nothing", () => {
  assert.deepEqual(warningsOf(resultOf(6), pinned), []);
});

test("a verdict is warned of once per approach, with its rounds and every reason", () => {
  const result = resultOf(6);
  judged(result, 1, { verdict: "generator-bound", verdictReason: "generator-late" });
  judged(result, 2, { verdict: "generator-bound", verdictReason: "generator-crowded-out" });
  judged(result, 4, { verdict: "generator-bound", verdictReason: "generator-late" });
  const warning = found(result, "generator-bound");
  assert.equal(warning!.approach, "webhook");
  assert.equal(
    warning!.message,
    "Figures may be the generator's own rather than the service's in 3 of 6 rounds: it began or received events late; other work and its own left no room on its CPUs.",
  );
  assert.match(warning!.advice, /No ratio/);
  assert.equal(warningsOf(result, pinned).length, 1);
});

test("disturbed rounds are warned of, and that ratios keep them", () => {
  const result = resultOf(6);
  judged(result, 3, { verdict: "disturbed", verdictReason: "foreign-cpu" });
  const warning = found(result, "disturbed");
  assert.match(warning!.message, /in 1 of 6 rounds: other processes ran on the CPUs\./);
  assert.match(warning!.advice, /Ratios keep these rounds/);
});

test("a load average is warned of only where the system does not tell what others did in the slices", () => {
  const after = (tells: boolean): Warning | undefined => {
    const result = resultOf(6, undefined, (bent) => {
      bent.machine.loadAverage = 9;
      if (!tells) delete part(bent, 2, "webhook").cpus;
    });
    return found(result, "busy-machine");
  };
  assert.match(after(false)!.message, /load average was 9\.0 on \d+ CPUs before the run/);
  assert.equal(after(true), undefined, "an earlier run may have made it");
});

test("a fleet's verdicts name the worker, or else the services' machine where CPUs are meant", () => {
  const result = resultOf(6);
  result.hosts = [];
  judged(result, 1, { verdict: "disturbed", verdictReason: "foreign-cpu", verdictWorker: "b" });
  judged(result, 2, { verdict: "disturbed", verdictReason: "cpu-stolen" });
  judged(result, 3, { verdict: "generator-bound", verdictReason: "generator-busy", verdictWorker: "a" });
  judged(result, 4, { verdict: "service-bound", verdictReason: "service-busy" });
  assert.match(
    found(result, "disturbed")!.message,
    /in 2 of 6 rounds: other processes ran on the CPUs \(worker b\); the hypervisor took CPU \(the services' machine\)\.$/,
  );
  assert.match(found(result, "generator-bound")!.message, /no room on its CPU \(worker a\)\.$/);
  assert.match(found(result, "service-bound")!.message, /no room on its CPU\.$/);
});

test("a closed loop that autocannon could have checked and did not is warned of, with the way to it", () => {
  const result = resultOf(6);
  result.scenario.arrivals = { executor: "constant-concurrency", windowPerClient: 4 };
  const { version } = JSON.parse(readFileSync("node_modules/autocannon/package.json", "utf8")) as { version: string };
  const warning = found(result, "not-cross-checked");
  assert.equal(warning!.approach, "webhook");
  assert.ok(warning!.advice.includes(`npm install autocannon@${version}`));
  for (let round = 1; round <= 6; round++) delete part(result, round, "webhook").service.eventLoopUtilisation;
  assert.equal(found(result, "not-cross-checked"), undefined, "an own service cannot be checked");
});

test("bytes of TLS that cannot be are warned of, and never hidden in a sum", () => {
  const result = resultOf(6);
  const { wire } = part(result, 2, "webhook");
  const none = { full: 0, resumed: 0 };
  wire.tls = {
    ...{ plainToServiceBytes: wire.toServiceBytes - 22, plainFromServiceBytes: wire.fromServiceBytes - 22 },
    handshakes: { byClients: none, byService: none },
  };
  const warning = found(result, "bytes-of-tls");
  assert.match(warning!.message, /^In 1 of 6 rounds handshakes would have carried so much/);
  assert.equal(warning!.approach, "webhook");
});

test("a warm-up that did not settle in most rounds is warned of, unless a cold start is what was asked for", () => {
  const result = resultOf(6);
  for (const round of [1, 2, 3]) part(result, round, "webhook").warmUp = { blocks: 16, settled: false };
  assert.equal(found(result, "not-warmed-up"), undefined);
  part(result, 5, "webhook").warmUp = { blocks: 20, settled: false };
  const warning = found(result, "not-warmed-up");
  assert.equal(warning!.approach, "webhook");
  assert.match(warning!.message, /in 4 of 6 rounds/);
  result.scenario.run.start = "cold";
  assert.equal(found(result, "not-warmed-up"), undefined);
});

test("a full process beside one that has room is warned of", () => {
  const result = resultOf(6);
  const share = (role: "primary" | "worker", busy: number) => ({
    ...{ role, pid: 1, cpuNs: busy * 1e9, cpuRatio: busy, eventLoopUtilisation: busy },
  });
  const busy = (round: number, ...workers: number[]): void => {
    const processes = [share("primary", 0), ...workers.map((one) => share("worker", one))];
    Object.assign(part(result, round, "webhook").service, { processes });
  };
  busy(1, 0.95, 0.93);
  busy(2, 0.5, 0.1);
  assert.equal(found(result, "processes-uneven"), undefined, "both full, or none");
  busy(3, 0.95, 0.4);
  assert.match(found(result, "processes-uneven")!.message, /at its limit in 1 of 6 rounds while another had room/);
});
