/** Claims with real processes: a bench and a sweep are played, what they showed is judged, and what broke off goes on. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type { ClaimRecord } from "../../src/claims/record.js";
import { folderOf } from "../scenario/scenario-file.js";
import { pushbench } from "./command-line.js";

const run = "run.warmUpSeconds: 0, run.measureSeconds: 0.5, run.sliceSeconds: 0.25, run.drainSeconds: 2";
const BENCH = `
id: X1
title: Webhooks need more bytes
claim: A webhook needs more bytes than a message.
source: Nobody.
measures:
  - &bytes
    kind: ratio
    when: events come at one rate
    study: b
    metric: wireBytesPerDelivery
    generatorCounts: true
    of: { approach: webhook }
    to: { approach: websocket }
    confirms: { atLeast: 1.01 }
    refutes: { atMost: 1 }
`;
const SWEEP = `
  - <<: *bytes
    when: events come at two rates
    study: s
    of: { approach: webhook, at: { arrivals.rate: 80 } }
    to: { approach: websocket, at: { arrivals.rate: 80 } }
`;
const STUDIES = `
studies:
  b: { kind: bench, rounds: 6, scenario: stripe, set: { ${run}, arrivals.perSecond: 60 }, approaches: [webhook, websocket] }
`;
const STUDY_OF_SWEEP = `
  s:
    kind: sweep
    rounds: 1
    scenario: stripe
    set: { ${run} }
    approaches: [webhook, websocket]
    over: { arrivals.rate: [40, 80] }
`;

async function claimIn(context: TestContext, claim: string) {
  const cwd = await folderOf(context, {});
  writeFileSync(path.join(cwd, "x1.yaml"), claim);
  const file = path.join(cwd, "reports/claims/x1/claim.json");
  return { cwd, file, read: () => JSON.parse(readFileSync(file, "utf8")) as ClaimRecord };
}

test("a bench with six rounds decides its measure, and a sweep with one round does not", async (context) => {
  const { cwd, file, read } = await claimIn(context, BENCH + SWEEP + STUDIES + STUDY_OF_SWEEP);
  const { exitCode, stdout, stderr } = await pushbench(["claims", "./x1.yaml"], { cwd });
  assert.equal(exitCode, 3, stdout + stderr);
  const { state, verdict, measures, studies } = read();
  assert.deepEqual([state, verdict], ["complete", "undecided"]);
  assert.deepEqual(
    measures.map(({ outcome, rounds }) => [outcome, rounds]),
    [
      ["holds", 6],
      ["no interval", 1],
    ],
  );
  assert.deepEqual(
    studies.map(({ folder, failure }) => [folder, failure]),
    [
      ["b", undefined],
      ["s", undefined],
    ],
  );
  for (const page of ["b/report.html", "s/sweep.html"])
    assert.ok(existsSync(path.join(path.dirname(file), page)), page);

  // As if it had been broken off behind its studies: they are not played again, and show the same.
  writeFileSync(file, JSON.stringify({ ...read(), state: "running" }));
  rmSync(path.join(path.dirname(file), "s/sweep.html"));
  const again = await pushbench(["claims", "./x1.yaml", "--resume", "--json"], { cwd });
  assert.doesNotMatch(again.stderr, /round \d/);
  const { claims } = JSON.parse(again.stdout) as { claims: ClaimRecord[] };
  assert.deepEqual(claims[0]!.measures, measures);
});

test("an interrupt leaves the claim without a verdict, and --resume plays it", async (context) => {
  const { cwd, read } = await claimIn(context, BENCH + STUDIES);
  const listeners = new Set<() => void>();
  const interrupted = await pushbench(["claims", "./x1.yaml", "--quick", "--out", "reports/claims"], {
    cwd,
    onInterrupt(listener) {
      listeners.add(listener);
      listener(); // before anything was played
      return () => listeners.delete(listener);
    },
  });
  assert.equal(interrupted.exitCode, 130, interrupted.stderr);
  assert.equal(listeners.size, 0);
  assert.equal(read().state, "running");
  assert.match(interrupted.stdout, /X1 +\(not played\)/);
  const resumed = await pushbench(["claims", "./x1.yaml", "--quick", "--resume", "--out", "reports/claims"], { cwd });
  assert.equal(resumed.exitCode, 0, resumed.stderr);
  assert.match(resumed.stdout, /no evidence/);
  assert.equal(read().state, "complete");
});
