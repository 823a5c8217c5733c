import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { generatorEntry, serviceEntry } from "../../src/files/installed.js";
import type { StartedService } from "../../src/result/service-source.js";
import { approachOf } from "../../src/stacks/approach.js";
import { Builds } from "../../src/stacks/builds.js";
import type { Check } from "../../src/stacks/check.js";
import { type CheckPlace, checkStack, isSound } from "../../src/stacks/check-stack.js";
import { stackOf } from "../../src/stacks/stack-folders.js";
import { folderOfStacks, RECEIVER, stackYaml } from "./a-stack.js";

const posts: Check = async ({ origin, config, signal }) => {
  const { status } = await fetch(`${origin}/any`, { method: "POST", body: "{}", signal });
  return [{ what: `a good event is taken (${config.signature})`, met: status === 200, saw: String(status) }];
};

async function checked(
  context: TestContext,
  lines: Record<string, string>,
  { check = posts, files = {}, ...more }: { check?: Check; files?: Record<string, string> } & Partial<CheckPlace> = {},
) {
  const all = { "stack.yaml": stackYaml(lines), "receiver.mjs": RECEIVER, ...files };
  const stack = await stackOf("one", await folderOfStacks(context, { one: all }));
  const builds = new Builds();
  context.after(() => builds.remove());
  return checkStack(
    stack,
    { flow: "ingest" },
    {
      entries: { service: serviceEntry, generator: generatorEntry },
      pinning: { services: [], generators: [] },
      signal: new AbortController().signal,
      builds,
      checks: { webhook: { check, promises: ["signature"] } },
      ...more,
    },
  );
}

test("a stack is started as in a run, checked at its port with its settings, and ended", async (context) => {
  let listens = "";
  const remembers: Check = (target) => {
    listens = target.origin;
    return posts(target);
  };
  const answer = await checked(context, {}, { check: remembers });
  assert.deepEqual(answer.findings, [{ what: "a good event is taken (none)", met: true, saw: "200" }]);
  assert.ok(isSound(answer));
  await assert.rejects(fetch(listens), "nobody listens any more");
});

test("what it does wrong is found; nothing looked at is nothing that holds", async (context) => {
  const wrong = await checked(context, {}, { check: async () => [{ what: "it refuses", met: false }] });
  assert.ok(!isSound(wrong));
  assert.ok(!isSound(await checked(context, {}, { check: async () => [] })));
});

test("a command that ends at once is a failure with its last words", async (context) => {
  const approach =
    '{ transport: webhook, signature: none, service: { command: "echo it has no licence >&2; exit 3" } }';
  const answer = await checked(context, { approach });
  assert.ok(!isSound(answer));
  assert.match(answer.failure ?? "", /died.*3.*it has no licence/s);
});

test("a check that the service leaves waiting is given up", async (context) => {
  const answer = await checked(context, {}, { check: () => new Promise(() => {}), checkSeconds: 0.1 });
  assert.deepEqual(
    answer.findings.map(({ what, met }) => [what, met]),
    [["the check ends within 0.1 s", false]],
  );
});

test("a service that ends while it is checked is a failure", async (context) => {
  const approach = '{ transport: webhook, signature: none, service: { command: "exec node dies.mjs" } }';
  const waits: Check = async ({ origin }) => {
    await fetch(origin, { method: "POST" }).catch(() => {});
    return new Promise(() => {});
  };
  const dies = RECEIVER.replace("response.end()", "process.exit(7)");
  const answer = await checked(context, { approach }, { check: waits, files: { "dies.mjs": dies } });
  assert.match(answer.failure ?? "", /died/, JSON.stringify(answer));
});

test("an interruption ends the service and is no finding", async (context) => {
  const interrupt = new AbortController();
  const check: Check = () => {
    interrupt.abort();
    return new Promise(() => {});
  };
  await assert.rejects(checked(context, {}, { check, signal: interrupt.signal }), { code: "interrupted" });
});

test("what must be built is built once, in a folder that its command is told and that is gone in the end", async (context) => {
  const approach =
    "{ transport: webhook, signature: none, service: { command: 'exec node \"$STACK_BUILD/made.mjs\"' } }";
  const lines = { build: "'cp receiver.mjs \"$STACK_BUILD/made.mjs\"'", approach };
  const files = { "stack.yaml": stackYaml(lines), "receiver.mjs": RECEIVER };
  const stack = await stackOf("one", await folderOfStacks(context, { one: files }));
  const builds = new Builds();
  const { signal } = new AbortController();
  const [first, second] = await Promise.all([builds.of(stack, signal), builds.of(stack, signal)]);
  assert.equal(first, second);
  const { service } = await approachOf(first, { name: "payment", flow: "ingest", guarantee: "at-least-once" });
  const { env = {} } = service as StartedService;
  const made = path.join(env.STACK_BUILD!, "made.mjs");
  assert.ok(existsSync(made));
  builds.remove();
  assert.ok(!existsSync(made));
  assert.ok(isSound(await checked(context, lines)));
});

test("a build that fails is told in its own words", async (context) => {
  const answer = await checked(context, { build: "echo main.go:1 syntax error >&2; exit 1" });
  assert.match(answer.failure ?? "", /could not be built.*main.go:1 syntax error/s);
});
