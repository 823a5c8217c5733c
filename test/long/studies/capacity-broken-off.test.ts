/** A search for a capacity with real processes, as short as it can be: it is broken off, and goes on. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { Result } from "../../../src/result/result.js";
import type { CapacityRecord } from "../../../src/studies/capacity/record.js";
import { mainProgram, pushbench } from "../../end-to-end/command-line.js";
import { childrenOf, isAlive, scratchFolder, until } from "../../end-to-end/processes.js";

const argv = (out: string): string[] => [
  ...["capacity", "github-events", "--approaches", "webhook", "--out", out, "--trials", "12", "--seconds", "0.5"],
  ...["--set", "run.warmUpSeconds=0", "--set", "arrivals.perSecond=1500"], // so that a machine that others use does not end it early
];

/** Plays a study until a trial of that number or a later one is done and the next has its processes, and then Ctrl-C. */
async function interruptedAfter(number: number, words: string[]): Promise<{ exit: number | string; output: string }> {
  const child = spawn(process.execPath, [mainProgram, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let exit: number | string | undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  child.on("close", (code, signal) => {
    exit = code ?? signal!;
  });
  const isDone = (): boolean => [...output.matchAll(/^trial (\d+) /gm)].some(([, played]) => Number(played) >= number);
  await until(`trial ${number} is done`, () => isDone() || exit !== undefined, 40_000);
  await until("the next has its processes", () => childrenOf(child.pid!).length >= 2 || exit !== undefined);
  assert.equal(exit, undefined, output);
  const children = childrenOf(child.pid!);
  child.kill("SIGINT");
  await until("it has ended", () => exit !== undefined);
  assert.deepEqual(children.filter(isAlive), []);
  return { exit: exit!, output };
}

const studyOf = (out: string): CapacityRecord =>
  JSON.parse(readFileSync(path.join(out, "study.json"), "utf8")) as CapacityRecord;

test("Ctrl-C ends a study with 130, leaves no process and keeps what was played; it goes on where it was", async (context) => {
  const out = path.join(scratchFolder(context), "study");
  const { exit, output } = await interruptedAfter(1, argv(out));
  assert.equal(exit, 130, output);
  assert.match(output, /no capacity, because the study was broken off/);
  const study = studyOf(out);
  assert.equal(study.state, "interrupted");
  assert.deepEqual(
    readdirSync(out).filter((name) => name.endsWith(".csv") || name.endsWith(".md")),
    ["capacity.csv", "capacity.md"],
  );
  const [trial] = study.trials;
  const folder = path.join(out, trial!.folder);
  const result = JSON.parse(readFileSync(path.join(folder, "result.json"), "utf8")) as Result;
  assert.deepEqual([result.state, result.rounds.length, result.approaches.length], ["complete", 1, 1]);
  assert.equal((await pushbench(["report", folder])).exitCode, 0, "each trial stands for itself");

  const kept = study.trials.length;
  const more = await interruptedAfter(kept + 1, ["capacity", "--resume", out]);
  assert.equal(more.exit, 130, more.output);
  const { trials } = studyOf(out);
  assert.deepEqual(trials.slice(0, kept), study.trials);
  assert.deepEqual(
    trials.map(({ number }) => number),
    trials.map((_, i) => i + 1),
  );
});
