/** What a sweep refuses before it plays, and that it leaves nothing behind then. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { runFake } from "../fake-environment.js";

const cases: [argv: string[], message: RegExp][] = [
  [[], /^error: Either --scenario or --resume is required/],
  [["chat"], /--over must be given once or twice/],
  [["chat", "--over", "clients=10..1"], /must be two numbers, the smaller one first/],
  [["chat", "--over", "clients=1,2", "--points", "1"], /--points must be a whole number from 2 to 50, got 1/],
  [["chat", "--over", "clients=20,0"], /At the point clients=0: [\s\S]*--set clients=0/],
  [["chat", "--over", "clients=20,40", "--generators", "30"], /At the point clients=20: --generators must be a whole/],
  [["chat", "--over", "clients=20,40", "--approaches", "stack:express"], /stack:express is for a bench/],
  [["--resume", "nowhere"], /There is no study in .*nowhere: ENOENT/],
  [["--resume", "x", "--over", "a=1,2", "--rounds", "2"], /--over, --rounds cannot be changed any more/],
];

for (const [argv, message] of cases) {
  test(`sweep ${argv.join(" ")}: ${message.source.slice(0, 60)}`, async (context) => {
    const { exitCode, stderr, cwd } = await runFake(context, ["sweep", ...argv]);
    assert.equal(exitCode, 2, stderr);
    assert.match(stderr, message);
    assert.ok(!existsSync(path.join(cwd, "reports")), "no folder is left");
  });
}
