/** The gate over whole rounds, and interrupted in one. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { GateReport } from "../../src/gate/gate-report.js";
import { gateReporters } from "../../src/reporters/gate/registry.js";
import { readHistory } from "../../src/trend/history.js";
import { pushbench } from "../end-to-end/command-line.js";
import { buildsHead, builtPackage, gate, headService, repository, start } from "../end-to-end/gate-run.js";
import { childrenOf, isAlive, nobodyIsLeft, scratchFolder, until } from "../end-to-end/processes.js";

test("head against itself: six rounds in random order, every report, a line for the trend, never a regression", async (context) => {
  const folder = scratchFolder(context);
  const base = builtPackage(path.join(folder, "base"), headService);
  const { exitCode, stdout, stderr } = await pushbench(gate(folder, "--against", base, "--rounds-limit", "6"));
  const reports = path.join(folder, "reports");
  const report = JSON.parse(readFileSync(path.join(reports, "gate.json"), "utf8")) as GateReport;
  assert.notEqual(report.verdict, "regression", stdout + stderr);
  assert.equal(exitCode, report.verdict === "pass" ? 0 : report.failures.length > 0 ? 2 : 3, stdout + stderr);
  assert.equal(report.rounds, 6);
  for (const { file } of Object.values(gateReporters)) assert.ok(readdirSync(reports).includes(file), file);
  const { rounds } = JSON.parse(readFileSync(path.join(reports, "result.json"), "utf8"));
  const first = rounds.map(({ startOrder }: { startOrder: string[] }) => startOrder[0]).sort();
  assert.deepEqual(first, [...Array(3).fill("base websocket"), ...Array(3).fill("head websocket")]);
  const history = await readHistory(path.join(folder, "history.ndjson"));
  assert.deepEqual([history?.entries.length, history?.problems], [1, []]);
  await nobodyIsLeft();
});

test("Ctrl-C in a round leaves no process, no worktree and no temporary folder", async (context) => {
  const folder = scratchFolder(context);
  const cwd = repository(path.join(folder, "repository"), buildsHead);
  const tmp = path.join(folder, "tmp");
  const run = start(gate(folder, "--against", "stable", "--control"), cwd, tmp);
  await until("a round is done", () => run.ended || /round 1\/(24|30)/.test(run.output), 40_000);
  assert.ok(!run.ended, run.output);
  assert.match(run.output, /Lock files are equal/);
  await until("the next has its processes", () => childrenOf(run.child.pid!).length >= 4);
  const children = childrenOf(run.child.pid!);
  run.child.kill("SIGINT");
  assert.equal(await run.exited, 130, run.output);
  assert.deepEqual(children.filter(isAlive), []);
  assert.deepEqual(readdirSync(tmp), []);
  const git = (...argv: string[]) => execFileSync("git", argv, { cwd, encoding: "utf8" }).trim();
  assert.equal(git("worktree", "list").split("\n").length, 1);
  assert.equal(git("status", "--porcelain"), "");
});
