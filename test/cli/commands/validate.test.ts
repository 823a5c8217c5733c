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
    "  b.yaml:3 clients: must be a whole number from 1 to 100,000, got 0",
    'error: There is no scenario "caht".',
  ]);
  assert.match(lines[3]!, /^hint: Did you mean "chat"\? Available: chat, /);
});

test("overrides are validated with the file", async (context) => {
  const { exitCode, stdout, stderr } = await runFake(context, ["validate", "chat", "--set", "clients=0"]);
  assert.equal(exitCode, 2);
  assert.equal(stdout, "");
  assert.match(stderr, /\n {2}--set clients=0: must be a whole number from 1 to 100,000, got 0\n$/);
});

test("services of the user's own are shown, those of the command line too", async (context) => {
  const environment = await fakeEnvironment(context);
  const approaches =
    'approaches: { filed: { transport: webhook, service: { command: "./serve", cwd: app, port: { pattern: "port (\\\\d+)" }, ready: { seconds: 3 } } } }';
  const text = scenarioText({ flow: "flow: ingest", rooms: undefined, approaches });
  await writeFile(join(environment.cwd, "a.yaml"), text);
  const given = [
    "mine=ws://localhost:$PORT node server.js",
    "live={transport: webhook, service: {url: 'http://localhost:1', pid: 7}}",
  ];
  const argv = ["validate", "a.yaml", ...given.flatMap((one) => ["--approach", one])];
  const { exitCode, stdout, stderr } = await runFake(context, argv, environment);
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(stdout.split("\n"), [
    "ok: a.yaml (Test)",
    `  filed (webhook): ./serve, prints its port (port (\\d+)), starts in ${environment.cwd}/app, ready within 3 s`,
    "  mine (websocket): node server.js, listens on $PORT",
    "  live (webhook): http://localhost:1, run by somebody else, measured as process 7 with its children",
    "",
  ]);
});
