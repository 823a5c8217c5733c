import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { flowNames } from "../../../src/flow.js";
import { loadScenario } from "../../../src/scenario/load.js";
import { fakeEnvironment, runFake } from "../fake-environment.js";

test("init writes a valid scenario of every flow, with a schema that is there", async (context) => {
  const environment = await fakeEnvironment(context);
  for (const flow of flowNames) {
    const { exitCode, stdout } = await runFake(context, ["init", `my-${flow}`, "--flow", flow], environment);
    const file = `scenarios/my-${flow}.yaml`;
    assert.equal(exitCode, 0);
    assert.equal(
      stdout,
      `Wrote ${file}, with scenario.schema.json beside it for editors. Next: edit it, then pushbench validate ${file}\n`,
    );
    const scenario = await loadScenario(file, { directories: [], cwd: environment.cwd });
    assert.equal(scenario.flow, flow);
    assert.equal(scenario.name, `my-${flow}`);
    const text = await readFile(join(environment.cwd, file), "utf8");
    const schema = /^# yaml-language-server: \$schema=(.*)$/m.exec(text)?.[1];
    assert.equal(schema, "./scenario.schema.json");
    assert.ok(JSON.parse(await readFile(resolve(environment.cwd, "scenarios", schema), "utf8")));
    for (const place of [environment.cwd, environment.packageDirectory, homedir()])
      assert.ok(!text.includes(place), `a path of this machine: ${place}`);
  }
});

test("a name that YAML would take for a number or a truth value is still a title", async (context) => {
  const environment = await fakeEnvironment(context);
  for (const name of ["2026", "true", "null"]) {
    await runFake(context, ["init", name], environment);
    const scenario = await loadScenario(`scenarios/${name}.yaml`, { directories: [], cwd: environment.cwd });
    assert.equal(scenario.title, name);
  }
});

test("init never overwrites", async (context) => {
  const environment = await fakeEnvironment(context);
  await runFake(context, ["init", "mine"], environment);
  const file = join(environment.cwd, "scenarios/mine.yaml");
  await writeFile(file, "my work");
  const { exitCode, stdout, stderr } = await runFake(context, ["init", "mine"], environment);
  assert.deepEqual({ exitCode, stdout }, { exitCode: 2, stdout: "" });
  assert.equal(
    stderr,
    "error: scenarios/mine.yaml exists already.\nhint: Choose another name, or another folder with --out.\n",
  );
  assert.equal(await readFile(file, "utf8"), "my work");
});

test("init says why a folder cannot be written", async (context) => {
  const environment = await fakeEnvironment(context);
  await writeFile(join(environment.cwd, "taken"), "a file, not a folder");
  const { exitCode, stderr } = await runFake(context, ["init", "mine", "--out", "taken/inner"], environment);
  assert.equal(exitCode, 2);
  assert.match(stderr, /^error: taken\/inner\/mine\.yaml cannot be written: (ENOTDIR|EEXIST)/); // Node 24 says the latter
});

test("init refuses names that could leave the folder or cannot be named on the command line", async (context) => {
  for (const name of ["../x", "a/b", "My Chat", "x.yaml"]) {
    const { exitCode, stderr } = await runFake(context, ["init", name]);
    assert.equal(exitCode, 2, name);
    assert.match(stderr, /^error: ".*" cannot be a scenario's name\.$/m, name);
  }
});

test("a folder that is a file is not told as a scenario that exists, and the next step can be copied", async (context) => {
  const environment = await fakeEnvironment(context);
  await writeFile(join(environment.cwd, "taken"), "a file, not a folder");
  const { stderr } = await runFake(context, ["init", "mine", "--out", "taken"], environment);
  assert.match(
    stderr,
    /^error: taken\/mine\.yaml cannot be written: EEXIST.*\nhint: Choose another folder with --out\.\n$/,
  );
  const { stdout } = await runFake(context, ["init", "mine", "--out", "it's mine"], environment);
  assert.ok(stdout.endsWith("validate 'it'\\''s mine/mine.yaml'\n"), stdout);
});
