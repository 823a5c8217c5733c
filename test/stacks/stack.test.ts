import assert from "node:assert/strict";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type { PushbenchError } from "../../src/errors.js";
import { approachOf } from "../../src/stacks/approach.js";
import { listStacks, stackOf } from "../../src/stacks/stack-folders.js";
import { folderOfStacks, stackYaml } from "./a-stack.js";

const ingest = { name: "payment", flow: "ingest", guarantee: "at-least-once" } as const;

async function problemsOf(context: TestContext, text: string): Promise<string[]> {
  const places = await folderOfStacks(context, { one: { "stack.yaml": text } });
  const error: PushbenchError = await stackOf("one", places).then(
    () => assert.fail("it was read"),
    (reason) => reason,
  );
  assert.equal(error.code, "stack-invalid");
  return error.problems.map(({ at, message }) => `${at} ${message}`);
}

test("a stack is an approach whose command starts in the stack's folder", async (context) => {
  const places = await folderOfStacks(context, { "plain-node": { "stack.yaml": stackYaml() } });
  const stack = await stackOf("plain-node", places);
  const { name, transport, config, service } = await approachOf(stack, ingest);
  assert.deepEqual([name, transport, config.signature], ["plain-node", "webhook", "none"]);
  assert.deepEqual(service, { command: "exec node receiver.mjs", cwd: path.join(places.cwd, "stacks", "plain-node") });
});

test("a use's settings come over those of the approach", async (context) => {
  const text = stackYaml({ uses: "{ ingest: { timeoutSeconds: 3 } }" });
  const stack = await stackOf("one", await folderOfStacks(context, { one: { "stack.yaml": text } }));
  const { config } = await approachOf(stack, ingest);
  assert.deepEqual([config.timeoutSeconds, config.signature], [3, "none"]);
});

test("every problem is told with its line and what is allowed", async (context) => {
  const wrong = await problemsOf(context, stackYaml({ titel: "x", uses: "{ ingest: { timeoutSecond: 3 } }" }));
  assert.match(wrong.join("\n"), /^stacks\/one\/stack.yaml:6 titel is not known here. Did you mean "title"\?/m);
  const deep = await problemsOf(context, stackYaml({ uses: "{ ingest: { timeoutSecond: 3 } }" }));
  assert.match(
    deep.join("\n"),
    /^stacks\/one\/stack.yaml:5 uses.ingest.timeoutSecond .*Did you mean "timeoutSeconds"\?/m,
  );
  assert.match((await problemsOf(context, stackYaml({ version: '""' }))).join("\n"), /stack.yaml:3 version /);
  assert.match((await problemsOf(context, stackYaml({ uses: "{}" }))).join("\n"), /at least one flow/);
  assert.match((await problemsOf(context, "title: [")).join("\n"), /stack.yaml:1 /);
  assert.match(
    (await problemsOf(context, stackYaml({ install: "{ debian: [--purge] }" }))).join("\n"),
    /name of a package/,
  );
  assert.match(
    (await problemsOf(context, stackYaml({ promises: "[everything]" }))).join("\n"),
    /promises.0 must be one of/,
  );
  const encrypted = await problemsOf(context, stackYaml({ uses: "{ ingest: { tls: true } }" }));
  assert.match(encrypted.join("\n"), /^stacks\/one\/stack.yaml:5 uses.ingest.tls is not for stacks/m);
});

test("a flow that the stack does not play is refused with the way out", async (context) => {
  const stack = await stackOf("one", await folderOfStacks(context, { one: { "stack.yaml": stackYaml() } }));
  await assert.rejects(approachOf(stack, { ...ingest, name: "chat", flow: "relay" }), {
    code: "stack-unplayable",
    message: "The stack one cannot play chat: it plays ingest, and this scenario is relay.",
  });
});

test("a name that no stack has is answered with what there is", async (context) => {
  const places = await folderOfStacks(context, { express: { "stack.yaml": stackYaml() } });
  await assert.rejects(stackOf("expres", places), {
    code: "stack-not-found",
    message: 'There is no stack "expres". Did you mean "express"?',
    hint: "Available: express.",
  });
  await assert.rejects(stackOf("../express", places), { code: "stack-not-found" });
});

test("the list has stacks that cannot be read, and no other folders; the first place wins", async (context) => {
  const files = { b: { "stack.yaml": stackYaml() }, a: { "stack.yaml": "title: 1" }, node_modules: { "x.js": "" } };
  const first = await folderOfStacks(context, files);
  const second = await folderOfStacks(context, { b: { "stack.yaml": "broken" }, c: { "stack.yaml": stackYaml() } });
  const all = await listStacks({ cwd: first.cwd, directories: [...first.directories, ...second.directories] });
  assert.deepEqual(
    all.map((one) => [one.name, "stack" in one]),
    [
      ["a", false],
      ["b", true],
      ["c", true],
    ],
  );
});
