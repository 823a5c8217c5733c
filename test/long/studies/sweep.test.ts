/** Sweeps with real processes, as short as they can be: broken off and gone on with, and with a service that dies. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type { Result } from "../../../src/result/result.js";
import type { SweepRecord } from "../../../src/studies/sweep/record.js";
import { pushbench } from "../../end-to-end/command-line.js";
import { receiver } from "../../end-to-end/own-service-run.js";
import { childrenOf, nobodyIsLeft, scratchFolder } from "../../end-to-end/processes.js";

const short = ["run.warmUpSeconds=0", "run.measureSeconds=0.5", "run.sliceSeconds=0.25", "run.drainSeconds=2"];
const set = (settings: readonly string[]): string[] => settings.flatMap((one) => ["--set", one]);

const studyOf = (out: string): SweepRecord =>
  JSON.parse(readFileSync(path.join(out, "study.json"), "utf8")) as SweepRecord;
const resultOf = (out: string, folder: string): Result =>
  JSON.parse(readFileSync(path.join(out, folder, "result.json"), "utf8")) as Result;

/** Plays a sweep, and interrupts it where `text` is printed. */
async function swept(context: TestContext, out: string, argv: readonly string[], interruptAt?: RegExp) {
  const before = childrenOf(process.pid);
  let interrupt = (): void => {};
  let stdout = "";
  const ran = await pushbench(["sweep", ...argv], {
    onInterrupt(listener) {
      interrupt = listener;
      return () => {};
    },
    stdout: {
      isTTY: false,
      columns: 80,
      write(text: string) {
        stdout += text;
        if (interruptAt?.test(text)) setTimeout(interrupt, 300); // the next cell has processes by then, or is about to
      },
    },
  });
  await nobodyIsLeft(before);
  context.diagnostic(stdout);
  return { ...ran, stdout, study: studyOf(out) };
}

test("an interrupted sweep keeps its cells, and goes on to a whole one whose points stand for themselves", async (context) => {
  const out = path.join(scratchFolder(context), "study");
  const settings = ["clients=10", "arrivals.perSecond=300", ...short];
  const argv = ["payment", "--over", "payload.bytes=200,2000", "--rounds", "2", "--approaches", "webhook,websocket"];
  const first = await swept(context, out, [...argv, "--out", out, ...set(settings)], /^round 1\/2 /);
  assert.equal(first.exitCode, 130, first.stdout + first.stderr);
  assert.match(first.stdout, /^2 points × 2 rounds = 4 benches of one round: about \d+ s$/m);
  const kept = first.study.points.flatMap(({ rounds, inVain = [] }) => [...rounds, ...inVain]);
  assert.deepEqual([first.study.state, kept.length], ["interrupted", 1]);

  const { exitCode, stdout, stderr, study } = await swept(context, out, ["--resume", out]);
  assert.ok(exitCode === 0 || exitCode === 5, stdout + stderr); // 5 beside work that disturbs every cell
  assert.match(stdout, /4 benches of one round(, 3 of them left to play)?: about/); // 4 are left where the first was disturbed
  assert.equal(study.state, "complete");
  for (const { folder, rounds } of study.points) {
    assert.deepEqual(
      rounds.map(({ round }) => round),
      [1, 2],
    );
    assert.ok(!existsSync(path.join(out, folder, "playing")));
    const result = resultOf(out, folder);
    assert.deepEqual(
      [result.state, result.rounds.map(({ number }) => number), result.approaches.length],
      ["complete", [1, 2], 2],
    );
    assert.equal((await pushbench(["report", path.join(out, folder)])).exitCode, 0);
  }
  const files = readdirSync(out);
  assert.ok(
    ["study.json", "sweep.csv", "sweep.md"].every((name) => files.includes(name)),
    files.join(),
  );
  const markdown = readFileSync(path.join(out, "sweep.md"), "utf8");
  assert.doesNotMatch(markdown, /undefined|NaN|not complete/);
  const bytes = study.points.map(({ rounds }) => rounds[0]!.approaches[0]!.wireBytesPerSecond);
  if (bytes.every((one) => one !== undefined)) assert.ok(bytes[1]! > 2 * bytes[0]!, bytes.join());
});

test("a service that dies at one point is left out there, and plays everywhere else", async (context) => {
  const out = path.join(scratchFolder(context), "study");
  const settings = ["arrivals={executor: poisson-arrival-rate, perSecond: 200}", "objectives={}", ...short];
  const mine = `mine=http://localhost:1/ ${receiver("dies-beyond-bytes", "3000")}`;
  const { study, stdout, stderr } = await swept(context, out, [
    ...["payment", "--over", "payload.bytes=200,5000", "--rounds", "1", "--out", out],
    ...["--approaches", "webhook", "--approach", mine, ...set(settings)],
  ]);
  assert.equal(study.state, "complete", stdout + stderr);
  const names = study.points.map(({ rounds }) => rounds[0]!.approaches.map(({ approach }) => approach));
  assert.deepEqual(names, [["webhook", "mine"], ["webhook"]]);
  const [death] = study.points[1]!.inVain!.filter(({ reason }) => reason === "service-died");
  assert.equal(death!.approach, "mine");
  assert.match(readFileSync(path.join(out, "sweep.md"), "utf8"), /`mine` did not survive this point\*\* in round 1/);
});
