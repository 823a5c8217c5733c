import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { exitCodes } from "../../src/errors.js";
import { commentMarker } from "../../src/reporters/gate/comment.js";
import { gateReporters } from "../../src/reporters/gate/registry.js";
import { actionSchema, gitlabSchema, workflowSchema } from "./workflow-schema.js";

interface Step {
  run?: string;
  uses?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}
interface Workflow {
  name: string;
  on: string | { workflow_run: { workflows: string[] } };
  permissions: Record<string, string>;
  jobs: Record<string, { if?: string; steps: Step[] }>;
}
interface Action {
  inputs: Record<string, { required: boolean }>;
  runs: { steps: Step[] };
}

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strictRequired: false });
const page = readFileSync("docs/ci.md", "utf8");
const blocks = [...page.matchAll(/^```yaml\n# (\S+).*\n([\s\S]*?)^```$/gm)].map(([, name, text]) => ({
  name: name!,
  value: parse(text!) as unknown,
}));
const block = (name: string): unknown =>
  blocks.find((one) => one.name === name)?.value ?? assert.fail(`no block ${name}`);

const action = parse(readFileSync("action.yml", "utf8")) as Action;
const gate = block(".github/workflows/gate.yml") as Workflow;
const forks = block(".github/workflows/gate-comment.yml") as Workflow;
const gitlab = block(".gitlab-ci.yml") as { gate: { script: string[]; allow_failure: { exit_codes: number[] } } };
const itself = block(".github/workflows/gate-of-pushbench.yml") as Workflow;
const own = parse(readFileSync(".github/workflows/ci.yml", "utf8")) as Workflow;
const stepsOf = ({ jobs }: Workflow): Step[] => Object.values(jobs).flatMap(({ steps }) => steps);

const isTheAction = ({ uses = "" }: Step): boolean => uses === "./" || uses === "./pushbench";

function check(schema: object, value: unknown): void {
  const isValid = ajv.compile(schema);
  assert.ok(isValid(value), ajv.errorsText(isValid.errors));
}

test("action.yml and every example keep to the published syntax", () => {
  check(actionSchema, action);
  check(workflowSchema, gate);
  check(workflowSchema, forks);
  check(workflowSchema, own);
  check(workflowSchema, itself);
  check(gitlabSchema, gitlab);
  assert.equal(blocks.length, 4);
});

test("examples give the action only inputs that it has, and all that it requires", () => {
  const uses = [gate, itself, own].flatMap(stepsOf).filter(isTheAction);
  assert.equal(uses.length, 3);
  const required = Object.entries(action.inputs).filter(([, input]) => input.required);
  for (const { with: given = {} } of uses) {
    assert.deepEqual(
      Object.keys(given).filter((name) => !(name in action.inputs)),
      [],
    );
    assert.deepEqual(
      required.filter(([name]) => !(name in given)),
      [],
    );
  }
});

test("no script holds an expression: what a stranger can name reaches it as a variable", () => {
  for (const { run } of [...action.runs.steps, ...[gate, forks, itself, own].flatMap(stepsOf)])
    assert.doesNotMatch(run ?? "", /\$\{\{/);
});

test("the workflow that may write never runs what a fork wrote", () => {
  assert.deepEqual((forks.on as { workflow_run: { workflows: string[] } }).workflow_run.workflows, [gate.name]);
  const [download, comment] = stepsOf(forks);
  assert.ok(download!.uses!.startsWith("actions/download-artifact@") && stepsOf(forks).length === 2);
  assert.doesNotMatch(comment!.run!, /\b(node|npm|npx|bash|sh|eval|source)\b/);
  for (const workflow of [gate, forks, itself, own])
    assert.ok(!("contents" in workflow.permissions) || workflow.permissions.contents === "read");
});

test("both comment steps look for the marker that comment.md begins with", () => {
  for (const workflow of [gate, forks]) {
    const { scenario } = stepsOf(gate).find(isTheAction)!.with!;
    const step = stepsOf(workflow).find(({ env }) => env?.MARKER)!;
    assert.equal(step.env!.MARKER, commentMarker(scenario as string));
  }
});

test("the page names every file of the registry, and GitLab lets only the inconclusive pass", () => {
  const named = [...page.matchAll(/^\| `([\w.-]+)`/gm)].map(([, file]) => file!);
  assert.deepEqual(
    named.sort(),
    Object.values(gateReporters)
      .map(({ file }) => file)
      .sort(),
  );
  const { allow_failure: allowed } = gitlab.gate;
  assert.deepEqual(allowed.exit_codes, [exitCodes.inconclusive]);
});

test("the reader's own service comes first: its Node.js, its base, and the history brought back and kept", () => {
  assert.equal(blocks[0]!.value, gate);
  assert.equal(blocks.at(-1)!.value, itself, "pushbench itself comes last");
  const [checkout, node] = stepsOf(gate);
  assert.equal(checkout!.with!["fetch-depth"], 0);
  assert.match(node!.uses!, /^actions\/setup-node@/);
  const { with: given } = stepsOf(gate).find(isTheAction)!;
  assert.ok(given!["base-command"] && given!["head-command"] && !given!.against);
  const kept = stepsOf(gate).filter(({ uses }) => uses?.startsWith("actions/cache/"));
  assert.deepEqual(
    kept.map((step) => step.with!.path),
    Array(2).fill("reports/history.ndjson"),
  );
});

test("GitLab's forty zeros are no base: what has none is held against the commit before", () => {
  const [choose, mend] = gitlab.gate.script;
  const baseOf = (env: Record<string, string>): string =>
    execFileSync("sh", ["-c", `${choose}\n${mend}\nprintf %s "$base"`], { env, encoding: "utf8" });
  const before = "0a10b0c0d0".repeat(4);
  assert.equal(baseOf({ CI_MERGE_REQUEST_DIFF_BASE_SHA: before, CI_COMMIT_BEFORE_SHA: "0".repeat(40) }), before);
  assert.equal(baseOf({ CI_COMMIT_BEFORE_SHA: before }), before);
  assert.equal(baseOf({ CI_COMMIT_BEFORE_SHA: "0".repeat(40) }), "HEAD^");
  assert.equal(baseOf({}), "HEAD^");
});

test("npx is never told to fetch by the program's bare name, in no page and no text of the program", () => {
  const below = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => path.join(folder, file));
  const files = ["README.md", "CONTRIBUTING.md", "action.yml", ...["docs", "src", "scripts"].flatMap(below)];
  const bare = files
    .filter((file) => /\.(md|mjs|ts|yml)$/.test(file))
    .filter((file) => /npx (-y |--yes )?pushbench/.test(readFileSync(file, "utf8")));
  assert.deepEqual(bare, []);
});
