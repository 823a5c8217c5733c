import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { operationEntries } from "../../../scripts/micro/operations/all.js";

const MAIN = fileURLToPath(new URL("../../../scripts/micro/main.js", import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8", timeout: 30_000 });

test("a quick run prints every operation, says that it is no evidence, and writes its files", () => {
  const out = mkdtempSync(join(tmpdir(), "pushbench-micro-"));
  try {
    const { status, stdout, stderr } = run("--quick", "--no-profile", "--out", out);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /no evidence/);
    for (const [, { name }] of operationEntries) assert.ok(stdout.includes(`| ${name} `), name);
    assert.deepEqual(readdirSync(out).sort(), ["cost-model.csv", "micro.md", "operations.csv", "profile.csv"]);
    assert.equal(readFileSync(join(out, "micro.md"), "utf8"), stdout);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});

test("a result that is not there is told at once, in words", () => {
  const { status, stdout, stderr } = run("--result", "reports/no-such-run");
  assert.equal(status, 2);
  assert.match(stderr, /^error: There is no result at reports\/no-such-run\./);
  assert.equal(stdout, "");
});
