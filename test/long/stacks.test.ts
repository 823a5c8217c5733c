/** Every stack that this machine has does its work; a table has those that can play the scenario, and says why others are not in it. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fixture, pushbench, shortRun } from "../end-to-end/command-line.js";
import { benchWithStack, FLAW, receiver, withStack } from "../end-to-end/stack-run.js";
import { RECEIVER_SECRET } from "../stacks/a-receiver.js";
import { folderOfStacks, stackYaml } from "../stacks/a-stack.js";

type Outcome = { stack: string; skipped: string } | { stack: string; flow: string; isSound: boolean };

test("every stack that is installed does its work", async (context) => {
  const { exitCode, stdout, stderr } = await pushbench(["stacks", "check", "--json"]);
  const outcomes = JSON.parse(stdout) as Outcome[];
  for (const outcome of outcomes) if ("skipped" in outcome) context.diagnostic(`${outcome.stack}: ${outcome.skipped}`);
  const failed = outcomes.filter((outcome) => "isSound" in outcome && !outcome.isSound);
  assert.deepEqual([failed, exitCode], [[], 0], stderr);
  assert.ok(
    outcomes.some((outcome) => !("skipped" in outcome)),
    "ws is a dependency of pushbench, so the stack ws at least is installed",
  );
});

test("stacks side by side, in the table of a page, beside the references", async (context) => {
  const stack = (flaw: string): Record<string, string> => {
    const command = `exec node ${fixture("flawed-service")} receiver ${flaw && `'${flaw}'`}`;
    const settings = { path: "/webhook", signature: "standard-webhooks", secret: RECEIVER_SECRET };
    return {
      "stack.yaml": stackYaml({
        approach: JSON.stringify({ transport: "webhook", service: { command }, ...settings }),
        promises: "[signature]",
      }),
    };
  };
  const { cwd } = await folderOfStacks(context, {
    sound: stack(""),
    unsound: stack("verifies nothing"),
    absent: { "stack.yaml": stackYaml({ version: "exit 1", install: "{ debian: [nobodys-package] }" }) },
  });
  const page = path.join(cwd, "page.md");
  const [begin, end] = [
    "<!-- measured: begin (npm run pushbench -- stacks bench --scenario payment) -->",
    "<!-- measured: end -->",
  ];
  writeFileSync(page, `before\n${begin}\n${end}\nafter\n`);
  const argv = ["stacks", "bench", "sound", "unsound", "absent", "--scenario", "payment", ...shortRun()];
  const { exitCode, stdout, stderr } = await pushbench([...argv, "--docs", page, "--out", path.join(cwd, "out")], {
    cwd,
  });
  assert.equal(exitCode, 0, stdout + stderr);
  const text = readFileSync(page, "utf8");
  assert.ok(text.startsWith(`before\n${begin}\n`) && text.endsWith(`${end}\nafter\n`), text);
  assert.match(text, new RegExp(`^\\| \`sound\` +\\| ${process.version.replaceAll(".", "\\.")} +\\| webhook `, "m"));
  assert.match(text, /^\| `webhook` +\| reference service /m);
  assert.match(text, /^`sound` does less work than the others: it does not promise once, limit\.$/m);
  assert.match(
    text,
    /^- `unsound`: the check failed before the run: .*forged|^- `unsound`: Its check failed before the run: /m,
  );
  assert.match(text, /^- `absent`: not installed: .*\(apt-get install nobodys-package\)$/m);
  assert.doesNotMatch(text, /^\| `(unsound|absent)`/m);
  assert.ok(stdout.includes(text.split(begin)[1]!.split(end)[0]!.trim()), stdout);
});

test("a run that breaks off shows what it had finished, fails, and leaves the page as it was", async (context) => {
  // It is started for the check, for the first round, for the second, and for the check once more.
  const command = `starts=$(wc -l < starts.txt 2> /dev/null || echo 0); echo >> starts.txt
    if [ "$starts" -eq 2 ]; then exit 3; fi; exec node ${fixture("flawed-service")} receiver`;
  const settings = { path: "/webhook", signature: "standard-webhooks", secret: RECEIVER_SECRET };
  const approach = JSON.stringify({ transport: "webhook", service: { command: ". ./start.sh" }, ...settings });
  const { cwd } = await folderOfStacks(context, {
    dies: { "stack.yaml": stackYaml({ approach }), "start.sh": command },
  });
  const page = path.join(cwd, "page.md");
  const text =
    "<!-- measured: begin (npm run pushbench -- stacks bench --scenario payment) -->\nas it was\n<!-- measured: end -->\n";
  writeFileSync(page, text);
  const argv = ["stacks", "bench", "dies", "--scenario", "payment", ...shortRun(2), "--json", "--docs", page];
  const { exitCode, stdout, stderr } = await pushbench([...argv, "--out", path.join(cwd, "out")], { cwd });
  assert.equal(exitCode, 4, stdout + stderr);
  const { table, services } = JSON.parse(stdout) as { table: string; services: { row: { approach: string } }[] };
  assert.match(table, /^`payment`: 1 round of .*/);
  assert.match(table, /^\*\*A run broke off:\*\* The dies service .*The figures are those of its finished rounds\.$/m);
  assert.ok(services.some(({ row }) => row.approach === "dies"));
  assert.equal(readFileSync(page, "utf8"), text);
});

test("the figures of a stack that fails its check after the run are taken out again", async (context) => {
  // It is started for the check, for the round, and for the check once more.
  const script = `starts=$(wc -l < starts.txt 2> /dev/null || echo 0); echo >> starts.txt
    if [ "$starts" -lt 2 ]; then ${receiver("")}; else ${receiver(FLAW)}; fi`;
  const { exitCode, stdout, stderr, result, report } = await benchWithStack(await withStack(context, script));
  assert.equal(exitCode, 4, stdout + stderr);
  assert.match(stderr, /The stack mine does not do the work/);
  assert.deepEqual([result?.state, result?.failure?.code], ["failed", "stack-check-failed"]);
  assert.deepEqual(
    result?.rounds[0]?.approaches.map(({ approach }) => approach),
    ["webhook"],
  );
  assert.doesNotMatch(report, /`mine`/);
});
