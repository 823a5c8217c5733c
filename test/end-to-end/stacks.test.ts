/** Stacks in a run: no figures are kept of one that does not do its work. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { benchWithStack, FLAW, receiver, withStack } from "./stack-run.js";

test("a stack plays under its name, with its version, and the report says how to play it again", async (context) => {
  const { exitCode, stdout, stderr, result, report } = await benchWithStack(await withStack(context, receiver("")));
  assert.ok([0, 5].includes(exitCode), stdout + stderr);
  const [mine] = result!.approaches;
  assert.deepEqual([mine?.name, mine?.stack], ["mine", { name: "mine", version: process.version }]);
  assert.ok(result!.rounds[0]!.approaches.every(({ deliveries }) => deliveries.expected === deliveries.delivered));
  assert.match(report, /--approaches stack:mine,webhook /);
});

test("a stack that fails its check is not played at all", async (context) => {
  const { exitCode, stderr, result } = await benchWithStack(await withStack(context, receiver(FLAW)));
  assert.equal(exitCode, 4);
  assert.match(stderr, /The stack mine does not do the work.*\n.*stack:mine.*a stale event is refused/);
  assert.equal(result, undefined);
});
