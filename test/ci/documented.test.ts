import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
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
const gitlab = block(".gitlab-ci.yml");
const own = parse(readFileSync(".github/workflows/ci.yml", "utf8")) as Workflow;
const stepsOf = ({ jobs }: Workflow): Step[] => Object.values(jobs).flatMap(({ steps }) => steps);

function check(schema: object, value: unknown): void {
  const isValid = ajv.compile(schema);
  assert.ok(isValid(value), ajv.errorsText(isValid.errors));
}

test("action.yml and every example keep to the published syntax", () => {
  check(actionSchema, action);
  check(workflowSchema, gate);
  check(workflowSchema, forks);
  check(workflowSchema, own);
  check(gitlabSchema, gitlab);
  assert.equal(blocks.length, 3);
});

test("examples give the action only inputs that it has, and all that it requires", () => {
  const uses = [gate, own].flatMap(stepsOf).filter((step) => step.uses === "./");
  assert.equal(uses.length, 2);
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
  for (const { run } of [...action.runs.steps, ...[gate, forks, own].flatMap(stepsOf)])
    assert.doesNotMatch(run ?? "", /\$\{\{/);
});

test("the workflow that may write never runs what a fork wrote", () => {
  assert.deepEqual((forks.on as { workflow_run: { workflows: string[] } }).workflow_run.workflows, [gate.name]);
  const [download, comment] = stepsOf(forks);
  assert.ok(download!.uses!.startsWith("actions/download-artifact@") && stepsOf(forks).length === 2);
  assert.doesNotMatch(comment!.run!, /\b(node|npm|npx|bash|sh|eval|source)\b/);
  for (const workflow of [gate, forks, own])
    assert.ok(!("contents" in workflow.permissions) || workflow.permissions.contents === "read");
});

test("both comment steps look for the marker that comment.md begins with", () => {
  for (const workflow of [gate, forks]) {
    const { scenario } = stepsOf(gate).find(({ uses }) => uses === "./")!.with!;
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
  const { allow_failure: allowed } = (gitlab as { gate: { allow_failure: { exit_codes: number[] } } }).gate;
  assert.deepEqual(allowed.exit_codes, [exitCodes.inconclusive]);
});
