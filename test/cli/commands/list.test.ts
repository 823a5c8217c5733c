import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { scenarioText } from "../../scenario/scenario-file.js";
import { fakeEnvironment, runFake } from "../fake-environment.js";

test("list shows one's own scenarios with the shipped ones, in columns", async (context) => {
  const environment = await fakeEnvironment(context);
  await mkdir(join(environment.cwd, "scenarios"));
  await writeFile(join(environment.cwd, "scenarios", "mine.yaml"), scenarioText({ title: "title: My own" }));
  await writeFile(join(environment.cwd, "scenarios", "wrong.yaml"), "title: Wrong\n");
  const { exitCode, stdout } = await runFake(context, ["list"], environment);
  assert.equal(exitCode, 0);
  const lines = stdout.trimEnd().split("\n");
  assert.match(lines[0]!, /^scenario +flow +title$/);
  assert.ok(
    lines.some((line) => /^mine +relay +My own$/.test(line)),
    stdout,
  );
  assert.ok(
    lines.some((line) => /^wrong +- +\(\d+ problems in scenarios\/wrong\.yaml\)$/.test(line)),
    stdout,
  );
  assert.ok(
    lines.some((line) => /^chat +relay +Team chat$/.test(line)),
    stdout,
  );
  const column = lines[0]!.indexOf("title");
  for (const line of lines) assert.match(line.slice(column - 2, column + 1), /^ {2}\S$/, line);
});

test("list --json is for machines", async (context) => {
  const { exitCode, stdout } = await runFake(context, ["list", "--json"]);
  assert.equal(exitCode, 0);
  const scenarios = JSON.parse(stdout) as {
    name: string;
    flow: string;
    clients: number;
    title: string;
    file: string;
  }[];
  const chat = scenarios.find(({ name }) => name === "chat");
  assert.deepEqual(
    { ...chat, file: undefined },
    {
      name: "chat",
      file: undefined,
      title: "Team chat",
      flow: "relay",
      clients: 200,
    },
  );
});
