import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { stackYaml, writeStacks } from "../../stacks/a-stack.js";
import { fakeEnvironment, runFake } from "../fake-environment.js";

const MISSING = "no-such-program-of-anybody";

/** In a folder with stacks of its own, of a package that ships none. */
async function environmentWithStacks(context: Parameters<typeof fakeEnvironment>[0]) {
  const environment = await fakeEnvironment(context);
  await writeStacks(environment.cwd, {
    lacking: { "stack.yaml": stackYaml({ version: MISSING, install: "{ debian: [python3-flask] }" }) },
    plain: { "stack.yaml": stackYaml({ version: "echo Plain 1.0" }) },
  });
  await writeFile(join(environment.cwd, "package.json"), '{ "version": "0.0.0" }');
  return { ...environment, packageDirectory: environment.cwd };
}

test("stacks are listed with their versions, or with the command that installs them", async (context) => {
  const environment = await environmentWithStacks(context);
  await writeStacks(environment.cwd, { wrong: { "stack.yaml": "titel: x" } });
  const { exitCode, stdout } = await runFake(context, ["stacks"], environment);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^stack +plays +title +version$/m);
  assert.match(stdout, /^lacking +ingest +Plain Node +not installed: apt-get install python3-flask$/m);
  assert.match(stdout, /^plain +ingest +Plain Node +Plain 1\.0$/m);
  assert.match(stdout, /^wrong +- +- +\(stacks\/wrong\/stack\.yaml:1 /m);
});

test("stacks --json is for machines", async (context) => {
  const { stdout } = await runFake(context, ["stacks", "--json"], await environmentWithStacks(context));
  const [lacking, plain] = JSON.parse(stdout) as [{ install: string }, { name: string; version: string }];
  assert.equal(lacking.install, "apt-get install python3-flask");
  assert.deepEqual([plain.name, plain.version], ["plain", "Plain 1.0"]);
});

test("a check skips what is not installed, with the command that installs it", async (context) => {
  const { exitCode, stdout } = await runFake(
    context,
    ["stacks", "check", "lacking"],
    await environmentWithStacks(context),
  );
  assert.equal(exitCode, 0);
  assert.match(stdout, /^- lacking: skipped, not installed: .*no-such-program.* \(apt-get install python3-flask\)\n$/);
});

test("mistakes are told with what was meant", async (context) => {
  const environment = await environmentWithStacks(context);
  const cases: [line: string[], told: RegExp][] = [
    [["check", "plian"], /There is no stack "plian"\. Did you mean "plain"\?/],
    [["chek"], /must be one of list, check, bench, got "chek"\. Did you mean "check"\?/],
    [["bench"], /--scenario is required/],
    [["check", "--quick"], /--quick belongs to `stacks bench`, and this is `stacks check`/],
    [["bench", "--scenario", "paymnt"], /There is no scenario "paymnt"/],
    [
      ["bench", "--scenario", `${process.cwd()}/scenarios/payment.yaml`, "--docs", "nowhere.md"],
      /--docs: .*nowhere\.md cannot be read/,
    ],
  ];
  for (const [line, told] of cases) {
    const { exitCode, stderr } = await runFake(context, ["stacks", ...line], environment);
    assert.equal(exitCode, 2, line.join(" "));
    assert.match(stderr, told);
  }
});

test("bench takes stacks by name, and says what stands in the way", async (context) => {
  const environment = await environmentWithStacks(context);
  const cases: [scenario: string, approaches: string, told: RegExp][] = [
    ["payment", "stack:plian", /There is no stack "plian"\. Did you mean "plain"\?/],
    ["payment", "stack:lacking", /not installed: .*\nhint: Install it: apt-get install python3-flask/],
    ["chat", "stack:plain,websocket", /The stack plain cannot play chat: it plays ingest, and this scenario is relay/],
    ["payment", "stack:plain,stack:plain", /"plain" is named twice/],
  ];
  for (const [scenario, approaches, told] of cases) {
    const line = ["bench", "--scenario", `${process.cwd()}/scenarios/${scenario}.yaml`, "--approaches", approaches];
    const { exitCode, stderr } = await runFake(context, line, environment);
    assert.equal(exitCode, 2, approaches);
    assert.match(stderr, told);
  }
});

test("a gate says that stacks are for a bench", async (context) => {
  const environment = await environmentWithStacks(context);
  const scenario = `${process.cwd()}/scenarios/payment.yaml`;
  const line = ["gate", "--scenario", scenario, "--approaches", "stack:plain", "--against", "main"];
  const { exitCode, stderr } = await runFake(context, line, environment);
  assert.equal(exitCode, 2);
  assert.match(stderr, /^error: stack:plain is for a bench: here stacks take no part\.\nhint: /);
});
