import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { scenarioText } from "../../scenario/scenario-file.js";
import { fakeEnvironment, runFake } from "../fake-environment.js";

test("a valid scenario gets a line", async (context) => {
  const environment = await fakeEnvironment(context);
  await writeFile(join(environment.cwd, "a.yaml"), scenarioText());
  const { exitCode, stdout, stderr } = await runFake(context, ["validate", "a.yaml"], environment);
  assert.deepEqual({ exitCode, stdout, stderr }, { exitCode: 0, stdout: "ok: a.yaml (Test)\n", stderr: "" });
});

test("all problems of all files are told, and the valid ones still get their line", async (context) => {
  const environment = await fakeEnvironment(context);
  await writeFile(join(environment.cwd, "a.yaml"), scenarioText());
  await writeFile(join(environment.cwd, "b.yaml"), scenarioText({ clients: "clients: 0", source: undefined }));
  const { exitCode, stdout, stderr } = await runFake(context, ["validate", "b.yaml", "a.yaml", "caht"], environment);
  assert.equal(exitCode, 2);
  assert.equal(stdout, "ok: a.yaml (Test)\n");
  const [heading, ...lines] = stderr.trimEnd().split("\n");
  assert.equal(heading, "error: 2 problems in b.yaml");
  assert.deepEqual(lines.slice(0, 3), [
    "  b.yaml source: is missing: must be text",
    "  b.yaml:3 clients: must be a whole number from 1 to 60,000, got 0",
    'error: There is no scenario "caht".',
  ]);
  assert.match(lines[3]!, /^hint: Did you mean "chat"\? Available: chat, /);
});

test("overrides are validated with the file", async (context) => {
  const { exitCode, stdout, stderr } = await runFake(context, ["validate", "chat", "--set", "clients=0"]);
  assert.equal(exitCode, 2);
  assert.equal(stdout, "");
  assert.match(stderr, /\n {2}--set clients=0: must be a whole number from 1 to 60,000, got 0\n$/);
});
