/** Runs a scenario that breaks something, for real and as short as it can be, and says what must hold of its result. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import type { ApproachRound, Result } from "../../src/result/result.js";
import { pushbench } from "./command-line.js";
import { nobodyIsLeft, scratchFolder } from "./processes.js";

export const FAST_RETRIES = "retries={ schedule: [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2], jitter: none }";
/** Of the scenario of that name: 0.3 s, soon. */
export const OUTAGE = ["faults.0.atSeconds=0.4", "faults.0.forSeconds=0.3", `approaches.webhook.${FAST_RETRIES}`];
export const brief = (measureSeconds: number): string[] => [
  "run.rounds=1",
  "run.warmUpSeconds=0",
  `run.measureSeconds=${measureSeconds}`,
  "run.drainSeconds=2",
  "objectives={}",
];

export async function ran(
  context: TestContext,
  scenario: string,
  approaches: string,
  overrides: string[],
): Promise<Result> {
  const out = path.join(scratchFolder(context), "report");
  const argv = ["bench", "--scenario", scenario, "--approaches", approaches, "--out", out];
  const before = journals();
  const { exitCode, stdout, stderr } = await pushbench([...argv, ...overrides.flatMap((one) => ["--set", one])]);
  assert.equal(exitCode, 0, stdout + stderr);
  await nobodyIsLeft();
  assert.deepEqual(journals(), before, "no journal stays behind");
  assert.match(readFileSync(path.join(out, "report.md"), "utf8"), /# .*/);
  return JSON.parse(readFileSync(path.join(out, "result.json"), "utf8")) as Result;
}

const journals = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`pushbench-journals-${process.pid}-`));

export function each(result: Result, check: (approach: ApproachRound) => void): void {
  for (const approach of result.rounds[0]!.approaches) check(approach);
}

/** At least once is kept: nothing lost, nothing twice, nothing left, and somebody noticed the fault. */
export function assertKept({ approach, deliveries, recovery, windowNs }: ApproachRound): void {
  const { expected, delivered, duplicates, lost, rejected, pending } = deliveries;
  assert.deepEqual(
    { delivered, duplicates, lost, rejected, pending },
    { delivered: expected, duplicates: 0, lost: 0, rejected: 0, pending: 0 },
    `${approach}: ${JSON.stringify(deliveries)}`,
  );
  for (const fault of recovery!.faults) {
    assert.ok(fault.endedNs >= fault.beganNs && fault.drainNs! >= 0, JSON.stringify(fault));
    // On a busy machine a service may take so long to start that no event is due after it.
    if (fault.endedNs < windowNs * 0.8) assert.ok(fault.recoverNs! >= 0, JSON.stringify(fault));
  }
  assert.equal(
    recovery!.delivered.reduce((sum, one) => sum + one, 0),
    delivered,
    "every delivery has its moment",
  );
}
