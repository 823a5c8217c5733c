/** Stacks in a run: no figures are kept of one that does not do its work. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type { Result } from "../../src/result/result.js";
import { RECEIVER_SECRET } from "../stacks/a-receiver.js";
import { folderOfStacks, stackYaml } from "../stacks/a-stack.js";
import { fixture, pushbench, shortRun } from "./command-line.js";

const FLAW = "takes stale events";
const receiver = (flaw: string): string => `exec node ${fixture("flawed-service")} receiver ${flaw && `"${flaw}"`}`;

/** A folder with the stack `mine`, started by this script. */
async function withStack(context: TestContext, script: string): Promise<string> {
  const approach = {
    transport: "webhook",
    service: { command: `. ./start.sh` },
    ...{ path: "/webhook", signature: "standard-webhooks", secret: RECEIVER_SECRET },
  };
  const files = { "stack.yaml": stackYaml({ approach: JSON.stringify(approach) }), "start.sh": script };
  return (await folderOfStacks(context, { mine: files })).cwd;
}

async function bench(cwd: string, ...argv: string[]) {
  const out = path.join(cwd, "out");
  const ran = await pushbench(
    ["bench", "--scenario", "payment", "--approaches", "stack:mine,webhook", ...shortRun(), "--out", out, ...argv],
    { cwd },
  );
  const file = path.join(out, "result.json");
  const result = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Result) : undefined;
  return { ...ran, result, report: existsSync(file) ? readFileSync(path.join(out, "report.md"), "utf8") : "" };
}

test("a stack plays under its name, with its version, and the report says how to play it again", async (context) => {
  const { exitCode, stdout, stderr, result, report } = await bench(await withStack(context, receiver("")));
  assert.ok([0, 5].includes(exitCode), stdout + stderr);
  const [mine] = result!.approaches;
  assert.deepEqual([mine?.name, mine?.stack], ["mine", { name: "mine", version: process.version }]);
  assert.ok(result!.rounds[0]!.approaches.every(({ deliveries }) => deliveries.expected === deliveries.delivered));
  assert.match(report, /--approaches stack:mine,webhook /);
});

test("a stack that fails its check is not played at all", async (context) => {
  const { exitCode, stderr, result } = await bench(await withStack(context, receiver(FLAW)));
  assert.equal(exitCode, 4);
  assert.match(stderr, /The stack mine does not do the work.*\n.*stack:mine.*a stale event is refused/);
  assert.equal(result, undefined);
});

test("the figures of a stack that fails its check after the run are taken out again", async (context) => {
  // It is started for the check, for the round, and for the check once more.
  const script = `starts=$(wc -l < starts.txt 2> /dev/null || echo 0); echo >> starts.txt
    if [ "$starts" -lt 2 ]; then ${receiver("")}; else ${receiver(FLAW)}; fi`;
  const { exitCode, stdout, stderr, result, report } = await bench(await withStack(context, script));
  assert.equal(exitCode, 4, stdout + stderr);
  assert.match(stderr, /The stack mine does not do the work/);
  assert.deepEqual([result?.state, result?.failure?.code], ["failed", "stack-check-failed"]);
  assert.deepEqual(
    result?.rounds[0]?.approaches.map(({ approach }) => approach),
    ["webhook"],
  );
  assert.doesNotMatch(report, /`mine`/);
});
