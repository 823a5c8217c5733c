import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { PushbenchError } from "../../src/errors.js";
import { parseResult, readResult } from "../../src/reporters/read-result.js";
import { resultOf } from "./fixture.js";

const folder = mkdtempSync(join(tmpdir(), "pushbench-read-result-"));
process.once("exit", () => rmSync(folder, { recursive: true })); // other files share the process

const refused = (text: string): PushbenchError => {
  try {
    parseResult(text, "result.json");
  } catch (error) {
    assert.ok(error instanceof PushbenchError);
    assert.equal(error.code, "result-invalid");
    return error;
  }
  throw new Error("the result was accepted");
};

test("a result is read from its file or from its folder, unchanged", async () => {
  for (const result of [resultOf(0), resultOf(2)]) {
    writeFileSync(join(folder, "result.json"), JSON.stringify(result));
    assert.deepEqual(await readResult(folder), result);
    assert.deepEqual(await readResult(join(folder, "result.json")), result);
  }
});

test("fields that this version does not know are kept", () => {
  const text = JSON.stringify({ ...resultOf(0), note: "by hand" });
  assert.equal((parseResult(text, "result.json") as { note?: string }).note, "by hand");
});

test("a command of before services could be anything else is read as one", () => {
  const result = resultOf(0);
  const [first, ...others] = result.approaches;
  const earlier = { ...result, approaches: [{ ...first!, command: "node server.js" }, ...others] };
  const { approaches } = parseResult(JSON.stringify(earlier), "result.json");
  assert.deepEqual(approaches, [{ ...first!, service: { command: "node server.js" } }, ...others]);
});

test("a path where nothing is, and a folder without a result, are not found", async () => {
  for (const path of [join(folder, "absent"), tmpdir()]) {
    await assert.rejects(readResult(path), { name: "PushbenchError", code: "result-not-found" });
  }
});

test("what is not JSON is refused with the place where it stops being JSON", () => {
  assert.match(refused('{"schemaVersion": 1,').message, /^result\.json is not JSON: /);
});

test("a foreign file and another schema version are refused, with the way out", () => {
  assert.match(refused("{}").message, /it has no schemaVersion/);
  assert.match(refused("null").message, /it has no schemaVersion/);
  const other = refused(JSON.stringify({ ...resultOf(0), schemaVersion: 2 }));
  assert.match(other.message, /it has schema version 2/);
  assert.match(other.hint!, /reads schema version 1/);
});

test("every missing or wrong field is named at once", () => {
  const { machine: _, ...result } = resultOf(1);
  const broken = JSON.parse(JSON.stringify(result));
  broken.seed = "one";
  delete broken.rounds[0].approaches[1].generator.cpuNs;
  broken.rounds[0].approaches[0].generator.verdict = "fine";
  broken.rounds[0].approaches[0].latency.latency = "12 ms";
  const error = refused(JSON.stringify(broken));
  assert.equal(error.message, "5 problems in result.json");
  assert.deepEqual(error.problems.map(({ at }) => at).sort(), [
    "machine",
    "rounds.0.approaches.0.generator.verdict",
    "rounds.0.approaches.0.latency.latency",
    "rounds.0.approaches.1.generator.cpuNs",
    "seed",
  ]);
});

test("what cannot be read is not told as absent", async () => {
  await assert.rejects(readResult("/dev/zero"), {
    code: "result-not-found",
    message: /^\/dev\/zero cannot be read: .*device/,
  });
});
