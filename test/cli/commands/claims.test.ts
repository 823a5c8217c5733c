/** `pushbench claims` without a process: what it lists and refuses, claims that need no bench, and how it goes on. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fakeEnvironment, runFake } from "../fake-environment.js";

const claimsJson = (cwd: string, folder = "reports/claims") =>
  JSON.parse(readFileSync(path.join(cwd, folder, "claims.json"), "utf8"));

test("claims --list shows each claim and what measures it", async (context) => {
  const { exitCode, stdout } = await runFake(context, ["claims", "--list"]);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^H1 +A webhook is late .* \(bench\)$/m);
  assert.match(stdout, /^H13 .*\(not measurable here\)$/m);
  assert.ok(stdout.indexOf("H2 ") < stdout.indexOf("H10 "), "numbers are sorted as numbers");
});

test("an unknown claim is refused with those that there are, and nothing is written", async (context) => {
  const { exitCode, stderr, cwd } = await runFake(context, ["claims", "H99"]);
  assert.equal(exitCode, 2);
  assert.match(stderr, /There is no claim "H99"[\s\S]*Available: G1, G2, H1/);
  assert.ok(!existsSync(path.join(cwd, "reports")));
});

test("a count and a claim without a measurement have a verdict at once", async (context) => {
  const { exitCode, stdout, cwd } = await runFake(context, ["claims", "H12", "h13"]);
  assert.equal(exitCode, 0, stdout);
  assert.match(stdout, /^H13 +not measurable here/m);
  const { claims } = claimsJson(cwd);
  assert.deepEqual(
    claims.map(({ id }: { id: string }) => id),
    ["H12", "H13"],
  );
  assert.equal(claims[0].measures[0].observed.low, claims[0].measures[0].observed.estimate);
  for (const file of ["claims.md", "claims.html"]) assert.ok(existsSync(path.join(cwd, "reports/claims", file)));
});

test("--resume keeps what is there, and a claim that was changed is played again", async (context) => {
  const environment = await fakeEnvironment(context);
  const folder = path.join(environment.cwd, "scenarios/claims");
  mkdirSync(folder, { recursive: true });
  const write = (title: string) =>
    writeFileSync(
      path.join(folder, "mine.yaml"),
      `id: X1\ntitle: ${title}\nclaim: c\nsource: s\nnotMeasurable: Because.\n`,
    );
  const writtenAt = () => statSync(path.join(environment.cwd, "reports/claims/mine/claim.json")).mtimeMs;
  write("One");
  await runFake(context, ["claims", "X1"], environment);
  const first = writtenAt();
  const kept = await runFake(context, ["claims", "X1", "--resume"], environment);
  assert.match(kept.stderr, /X1: kept, not measurable here/);
  assert.equal(writtenAt(), first);
  write("Two");
  const again = await runFake(context, ["claims", "X1", "--resume"], environment);
  assert.doesNotMatch(again.stderr, /kept/);
  assert.equal(claimsJson(environment.cwd).claims[0].title, "Two");
});

test("what an earlier run found of other claims stays in the report", async (context) => {
  const environment = await fakeEnvironment(context);
  await runFake(context, ["claims", "H13"], environment);
  await runFake(context, ["claims", "H12"], environment);
  assert.equal(claimsJson(environment.cwd).claims.length, 2);
});

test("a quick run does not write where evidence is, nor the other way round", async (context) => {
  const environment = await fakeEnvironment(context);
  await runFake(context, ["claims", "H13", "--out", "there"], environment);
  const { exitCode, stderr } = await runFake(context, ["claims", "H13", "--quick", "--out", "there"], environment);
  assert.equal(exitCode, 2);
  assert.match(stderr, /holds a run without --quick[\s\S]*another folder with --out/);
  const quick = await runFake(context, ["claims", "H13", "--quick"], environment);
  assert.equal(quick.exitCode, 0, quick.stderr);
  assert.match(quick.stdout, /no evidence/);
  assert.equal(claimsJson(environment.cwd, "reports/claims-quick").quick, true);
});

test("a study that cannot be played leaves its claim undecided and says why", async (context) => {
  const environment = await fakeEnvironment(context);
  const file = path.join(environment.cwd, "x.yaml");
  writeFileSync(
    file,
    "id: X2\ntitle: t\nclaim: c\nsource: s\nstudies: { b: { kind: bench, scenario: nowhere, approaches: [webhook] } }\nmeasures: [{ kind: level, when: it rains, study: b, metric: lost, of: { approach: webhook }, confirms: { atLeast: 1 }, refutes: { atMost: 0 } }]\n",
  );
  const { exitCode, stderr } = await runFake(context, ["claims", "./x.yaml", "H13"], environment);
  assert.equal(exitCode, 2);
  assert.match(stderr, /There is no scenario "nowhere"/);
  const { claims } = claimsJson(environment.cwd);
  const mine = claims.find(({ id }: { id: string }) => id === "X2");
  assert.equal(mine.verdict, "undecided");
  assert.match(mine.measures[0].said, /There is no scenario "nowhere"/);
  assert.ok(
    claims.some(({ id }: { id: string }) => id === "H13"),
    "the next claim is played all the same",
  );
});
