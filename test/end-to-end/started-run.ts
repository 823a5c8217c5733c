/** Runs of the real program as a user starts them, which may be ended under way. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { TestContext } from "node:test";
import type { Result } from "../../src/result/result.js";
import { mainProgram, shortRun } from "./command-line.js";
import { childrenOf, isAlive, scratchFolder, until } from "./processes.js";

export const readResult = (out: string): Result => JSON.parse(readFileSync(path.join(out, "result.json"), "utf8"));

/** One approach, where nothing depends on there being two: each costs the start of a process per round. */
export const payment = (out: string, rounds = 1, approaches = "webhook"): string[] => [
  "bench",
  "--scenario",
  "payment",
  "--approaches",
  approaches,
  "--out",
  out,
  "--set",
  "objectives={}",
  "--set",
  "arrivals={executor: constant-arrival-rate, perSecond: 50}", // its own have nothing due in so short a window
  ...shortRun(rounds),
];

/** Starts the real program as a user would, and collects what it prints and which processes it starts. */
export function start(argv: string[], options: { prefix?: string[]; detached?: boolean } = {}) {
  const [command, ...rest] = [...(options.prefix ?? []), process.execPath, mainProgram, ...argv];
  const child = spawn(command!, rest, { stdio: ["ignore", "pipe", "pipe"], detached: options.detached ?? false });
  const exited = new Promise<number | string>((resolve) =>
    child.on("close", (code, signal) => resolve(code ?? signal!)),
  );
  const started = { child, output: "", exited, ended: false };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      started.output += chunk;
    });
  }
  void exited.then(() => {
    started.ended = true;
  });
  return started;
}

export type StartedRun = ReturnType<typeof start>;

/** Waits for a moment of a run that is under way. */
export async function reached(run: StartedRun, what: string, condition: () => boolean): Promise<void> {
  await until(what, () => condition() || run.ended, 40_000);
  assert.ok(!run.ended, `the run ended before ${what}: ${run.output}`);
}

/** A moment of a run, and how many rounds it has finished by then. */
interface Moment {
  moment: string;
  isReached: (run: StartedRun) => boolean;
  rounds: number;
}

export const EARLY: Moment = {
  moment: "before the first slice",
  isReached: ({ child }) => childrenOf(child.pid!).length >= 2,
  rounds: 0,
};

/** The signal comes when the run has reached that moment. It ends with 130 and in words, keeps so many rounds, and leaves nobody behind. */
export async function assertInterrupted(
  context: TestContext,
  signal: NodeJS.Signals,
  { moment, isReached, rounds }: Moment,
): Promise<void> {
  const out = path.join(scratchFolder(context), "report");
  const run = start(payment(out, 4));
  await reached(run, moment, () => isReached(run));
  const children = childrenOf(run.child.pid!);
  run.child.kill(signal);
  assert.equal(await run.exited, 130, run.output);
  assert.match(run.output, /interrupted/i);
  assert.deepEqual(children.filter(isAlive), []);
  const result = readResult(out);
  assert.deepEqual([result.state, result.rounds.length], ["interrupted", rounds]);
  assert.ok(readdirSync(out).includes("report.md"));
}
