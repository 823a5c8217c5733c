/** A search for a capacity with real processes, as short as it can be: it is broken off, and goes on. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { Result } from "../../src/result/result.js";
import type { CapacityRecord } from "../../src/studies/capacity/record.js";
import { mainProgram, pushbench } from "./command-line.js";
import { childrenOf, isAlive, scratchFolder, until } from "./processes.js";

const argv = (out: string): string[] => [
  ...["capacity", "github-events", "--approaches", "webhook", "--out", out, "--trials", "12", "--seconds", "0.5"],
  ...["--set", "run.warmUpSeconds=0", "--set", "arrivals.perSecond=300"],
];

test("Ctrl-C ends a study with 130, leaves no process, and keeps what was played; each trial stands for itself", async (context) => {
  const out = path.join(scratchFolder(context), "study");
  const child = spawn(process.execPath, [mainProgram, ...argv(out)], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let ended: number | string | undefined;
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  child.on("close", (code, signal) => (ended = code ?? signal!));
  const isThere = (what: RegExp): boolean => what.test(output) || ended !== undefined;
  await until("a trial is done", () => isThere(/^trial 1 .*\n/m), 40_000);
  await until("the next has its processes", () => childrenOf(child.pid!).length >= 2 || ended !== undefined);
  assert.equal(ended, undefined, output);
  const children = childrenOf(child.pid!);
  child.kill("SIGINT");
  await until("it has ended", () => ended !== undefined);
  assert.equal(ended, 130, output);
  assert.deepEqual(children.filter(isAlive), []);
  const study = JSON.parse(readFileSync(path.join(out, "study.json"), "utf8")) as CapacityRecord;
  assert.equal(study.state, "interrupted");
  assert.ok(study.trials.length >= 1);
  assert.match(output, /no capacity, because the study was broken off/);
  assert.deepEqual(
    readdirSync(out).filter((name) => name.endsWith(".csv") || name.endsWith(".md")),
    ["capacity.csv", "capacity.md"],
  );
  const [trial] = study.trials;
  const folder = path.join(out, trial!.folder);
  const result = JSON.parse(readFileSync(path.join(folder, "result.json"), "utf8")) as Result;
  assert.deepEqual([result.state, result.rounds.length, result.approaches.length], ["complete", 1, 1]);
  assert.equal((await pushbench(["report", folder])).exitCode, 0);
  assert.match(readFileSync(path.join(folder, "report.md"), "utf8"), /pushbench|npm/);
});
