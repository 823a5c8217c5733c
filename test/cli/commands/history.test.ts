import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { HISTORY, lines } from "../../trend/fixture.js";
import { fakeEnvironment, runFake } from "../fake-environment.js";

const write = (cwd: string, text: string): void => {
  mkdirSync(join(cwd, "reports"));
  writeFileSync(join(cwd, "reports", "history.ndjson"), text);
};

test("history prints a table per machine and workload, and what changed in words; a change for the worse fails nothing", async (context) => {
  const environment = await fakeEnvironment(context);
  write(environment.cwd, lines(HISTORY));
  const { exitCode, stdout, stderr } = await runFake(context, ["history"], environment);
  assert.deepEqual([exitCode, stderr], [0, ""]);
  assert.match(stdout, /^chat on CPU Example CPU .* \(machine\sa1b2c3d4,\sworkload\s00ff00ff\)$/m);
  assert.match(stdout, /^chat on CPU Another CPU, 4 logical \(machine ffff0000, workload 00ff00ff\)$/m);
  assert.match(stdout, /^webhook service CPU per delivery +40 .* 1 +\d\.\d+ %$/m);
  assert.match(
    stdout,
    /^- webhook service CPU per delivery got worse on 2026-01-26 with 0255d6e7f809:\s+41\.\d µs\s+→\s+4[45]\.\d µs/m,
  );
  assert.match(stdout, /^- webhook throughput got better on 2026-01-11/m);
  assert.match(stdout, /^No change was found\. That does not say that there was none\.$/m);
  assert.match(stdout, /^"detectable" is the smallest lasting change/m);
});

test("lines that are no history are named with their number, the others are shown", async (context) => {
  const environment = await fakeEnvironment(context);
  write(environment.cwd, `${lines(HISTORY)}{"torn":`);
  const { exitCode, stdout, stderr } = await runFake(context, ["history"], environment);
  assert.equal(exitCode, 0);
  assert.match(stderr, /^warning: .*history\.ndjson:45 was left out: not JSON/);
  assert.match(stdout, /got worse/);
});

test("charts are written where they are asked for, and their paths printed", async (context) => {
  const environment = await fakeEnvironment(context);
  write(environment.cwd, lines(HISTORY));
  const argv = ["history", "--scenario", "chat", "--metric", "throughput", "--out", "trend"];
  const { stdout } = await runFake(context, argv, environment);
  const files = ["chat-throughput-a1b2c3d4-00ff00ff.svg", "chat-throughput-ffff0000-00ff00ff.svg"];
  assert.deepEqual(readdirSync(join(environment.cwd, "trend")).sort(), files);
  for (const file of files) assert.ok(stdout.includes(join(environment.cwd, "trend", file)));
});

test("--json prints the series with their changes", async (context) => {
  const environment = await fakeEnvironment(context);
  write(environment.cwd, lines(HISTORY));
  const { stdout } = await runFake(context, ["history", "--json", "--last", "30"], environment);
  const { charts, problems } = JSON.parse(stdout) as {
    charts: { series: { points: unknown[] }[] }[];
    problems: unknown[];
  };
  assert.deepEqual([charts[0]!.series[0]!.points.length, problems], [30, []]);
});

test("no history yet is no mistake, a file that is named and absent is", async (context) => {
  const first = await runFake(context, ["history"]);
  assert.equal(first.exitCode, 0);
  assert.match(first.stdout, /^No gate run is in .*history\.ndjson yet/);
  const named = await runFake(context, ["history", "--file", "absent.ndjson"]);
  assert.equal(named.exitCode, 2);
  assert.match(named.stderr, /^error: There is no history at .*absent\.ndjson\.\nhint: /);
});

test("what is asked for and not there is said, and --last must be a number of runs", async (context) => {
  const environment = await fakeEnvironment(context);
  write(environment.cwd, lines(HISTORY));
  const none = await runFake(context, ["history", "--scenario", "ticker"], environment);
  assert.deepEqual([none.exitCode, none.stdout.startsWith("None of the 44 gate runs")], [0, true]);
  const { exitCode, stderr } = await runFake(context, ["history", "--last", "0"], environment);
  assert.deepEqual(
    [exitCode, stderr],
    [2, "error: --last must be a whole number of at least 1, got 0.\nhint: See `pushbench history --help`.\n"],
  );
});

test("what is no file is told as what it is: a folder, and a device that never ends", async (context) => {
  for (const [file, reason] of [
    ["/", "it is a folder"],
    ["/dev/zero", "it is a device, which may have no end"],
  ]) {
    const { exitCode, stderr } = await runFake(context, ["history", "--file", file!]);
    assert.equal(exitCode, 2);
    assert.match(stderr, new RegExp(`^error: The history ${file} cannot be read: ${reason}\nhint: .*--file\\.\n$`));
  }
});
