/** What a search for capacities refuses before it plays, and what it leaves in its folder then. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { questionAbout, recordOf } from "../../studies/capacity/asked.js";
import { fakeEnvironment, runFake } from "../fake-environment.js";

const cases: [argv: string[], message: RegExp][] = [
  [[], /^error: Either --scenario or --resume is required/],
  [["payment", "--resume", "x"], /^error: Either --scenario or --resume is required, and not both/],
  [["payment", "--trials", "11"], /--trials must be a whole number from 12 to 100, got 11/],
  [["payment", "--seconds", "0.1"], /--seconds must be a number from 0.5 to 60, got 0.1/],
  [["payment", "--set", "objectives={}"], /has no limit for the latency[\s\S]*--set objectives\.latencyP99Ms=200/],
  [["outage", "--set", "objectives.latencyP99Ms=5"], /has faults[\s\S]*--set faults=\[\]/],
  [["payment", "--min", "much"], /--min must be events per second/],
  [["payment", "--min", "webhok-tls=5"], /takes no part: webhok-tls\. Did you mean "webhook-tls"\?/],
  [["payment", "--approaches", "stack:express"], /stack:express is for a bench/],
  [["--resume", "nowhere"], /There is no study in .*nowhere: ENOENT/],
  [["--resume", "x", "--trials", "24", "--set", "a=1"], /--set, --trials cannot be changed any more/],
];

for (const [argv, message] of cases) {
  test(`capacity ${argv.join(" ")}: ${message.source.slice(0, 60)}`, async (context) => {
    const { exitCode, stderr, cwd } = await runFake(context, ["capacity", ...argv]);
    assert.equal(exitCode, 2, stderr);
    assert.match(stderr, message);
    assert.ok(!existsSync(path.join(cwd, "reports")), "no folder is left");
  });
}

/** A study of an earlier release in a folder. */
async function withStudy(context: TestContext, pushbenchVersion: string) {
  const environment = await fakeEnvironment(context);
  const folder = path.join(environment.cwd, "study");
  mkdirSync(folder);
  const record = { ...recordOf(await questionAbout("payment", 2)), pushbenchVersion };
  writeFileSync(path.join(folder, "study.json"), JSON.stringify(record));
  return { environment, folder };
}

test("a study of another release is not gone on with, and stays as it is", async (context) => {
  const { environment, folder } = await withStudy(context, "0.0.1");
  const { exitCode, stderr } = await runFake(context, ["capacity", "--resume", "study"], environment);
  assert.equal(exitCode, 2);
  assert.match(stderr, /pushbench 0\.0\.1 began the study, and this is \d/);
  assert.deepEqual(readdirSync(folder), ["study.json"]);
});
