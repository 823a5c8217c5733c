/** What tests of the gate on own services need: commands, arguments of a short gate, what must hold, and what is left. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { TestContext } from "node:test";
import type { GateReport } from "../../src/gate/gate-report.js";
import { type ApproachRound, labelOf, type Result } from "../../src/result/result.js";
import { shellWord } from "../../src/shell-word.js";
import { fixture, mainProgram, pushbench } from "./command-line.js";
import { isAlive, scratchFolder } from "./processes.js";

export const receiver = (...argv: string[]): string =>
  [process.execPath, fixture("own-receiver"), ...argv].map(shellWord).join(" ");
export const example = (name: string): string =>
  [process.execPath, path.resolve("docs/examples", name)].map(shellWord).join(" ");

export const LOAD = '{"executor":"poisson-arrival-rate","perSecond":300}';
const settings = (seconds: number): string[] =>
  [`run.measureSeconds=${seconds}`, "run.sliceSeconds=0.5", "run.warmUpSeconds=0", "objectives={}"].flatMap((one) => [
    "--set",
    one,
  ]);

export const gate = (folder: string, scenario: string, ...argv: string[]): string[] => [
  ...["gate", "--scenario", scenario, ...settings(0.5)],
  ...(argv.includes("--rounds-limit") ? [] : ["--rounds-limit", "1"]),
  ...["--out", path.join(folder, "reports"), "--history", path.join(folder, "history.ndjson")],
  ...argv,
];

export const payment = (folder: string, ...argv: string[]): string[] =>
  gate(folder, "payment", "--approaches", "webhook", "--set", `arrivals=${LOAD}`, ...argv);

export const commands = (base: string, head = base): string[] => ["--base-command", base, "--head-command", head];

export const reportOf = (folder: string): GateReport =>
  JSON.parse(readFileSync(path.join(folder, "reports/gate.json"), "utf8")) as GateReport;
export const roundsOf = (folder: string): Map<string, ApproachRound> => {
  const result = JSON.parse(readFileSync(path.join(folder, "reports/result.json"), "utf8")) as Result;
  return new Map(result.rounds[0]!.approaches.map((round) => [labelOf(round), round]));
};

/** Processes that have this test's folder in their command line: commands name it, so that none can hide. */
export const left = (folder: string): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => isAlive(pid) && commandLineOf(pid).includes(folder));

export function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/** Every event came to something, and its time is that of the acknowledgement. */
export function assertPlausible(round: ApproachRound): void {
  const { service, deliveries, latency } = round;
  const { expected, delivered, lost, rejected, pending = 0 } = deliveries;
  assert.ok(expected > 50, `${expected} expected`);
  assert.deepEqual([delivered, lost, rejected, pending], [expected, 0, 0, 0]);
  assert.ok(service.cpuNs! > 0 && service.cpuNs! < round.activeNs * 2, `${service.cpuNs} ns of CPU`);
  assert.ok(service.rssLoadedBytes! > 20e6 && service.rssMaxBytes! >= service.rssLoadedBytes!);
  for (const unknown of ["eventLoopUtilisation", "eventLoopDelayP99Ns", "garbageCollections", "garbageCollectionNs"])
    assert.ok(!(unknown in service), `${unknown} is unknown`);
  assert.ok(latency.ack !== undefined || deliveries.acked === undefined);
}

/** A program of docs/examples, in its two arms. */
export async function assertExamplePlays(
  context: TestContext,
  scenario: string,
  file: string,
  approach: string,
): Promise<void> {
  const folder = scratchFolder(context);
  const argv = ["--approaches", approach, "--set", `arrivals=${LOAD}`, "--set", "clients=20"];
  const { exitCode, stdout, stderr } = await pushbench(
    gate(folder, scenario, ...argv, ...commands(`${example(file)} ${folder}`)),
  );
  assert.equal(exitCode, 3, stdout + stderr);
  for (const round of roundsOf(folder).values()) {
    assertPlausible(round);
    assert.deepEqual(round.deliveries.reasons, {});
    assert.equal(round.deliveries.acked, round.deliveries.events);
  }
  assert.deepEqual(left(folder), []);
}

/** The real program in a process of its own, whose commands name the folder. */
export function start(context: TestContext, command: (folder: string) => string) {
  const folder = scratchFolder(context);
  const argv = payment(folder, ...commands(command(folder)), "--rounds-limit", "24");
  const child = spawn(process.execPath, [mainProgram, ...argv], { stdio: ["ignore", "pipe", "pipe"] });
  const run = { folder, child, output: "", ended: false };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      run.output += chunk;
    });
  }
  const exited = new Promise<number | string>((resolve) =>
    child.on("close", (code, signal) => {
      run.ended = true;
      resolve(code ?? signal!);
    }),
  );
  return Object.assign(run, { exited });
}
