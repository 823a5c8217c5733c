import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { parse } from "yaml";

const { runs } = parse(readFileSync("action.yml", "utf8")) as { runs: { steps: { name?: string; run?: string }[] } };
const scriptOf = (name: string): string => runs.steps.find((step) => step.name === name)!.run!;

/** Stands in for pushbench: writes its arguments and the reports, ends as it is told. */
const STAND_IN = `
const { mkdirSync, writeFileSync } = require("node:fs");
const given = process.argv.slice(2);
const out = given[given.indexOf("--out") + 1];
mkdirSync(out, { recursive: true });
writeFileSync(out + "/given.json", JSON.stringify(given));
writeFileSync(out + "/path.txt", process.env.PATH);
if (process.env.STAND_IN_VERDICT) writeFileSync(out + "/gate.json", JSON.stringify({ verdict: process.env.STAND_IN_VERDICT }));
writeFileSync(out + "/gate.md", "## verdict\\n");
writeFileSync(out + "/annotations.txt", "::error title=x::y\\n");
process.exit(Number(process.env.STAND_IN_CODE));
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pushbench-action-"));
  mkdirSync(join(folder, "action/dist/src"), { recursive: true });
  writeFileSync(join(folder, "action/dist/src/main.js"), STAND_IN);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As the runner starts a step with `shell: bash`. */
function runStep(name: string, env: Record<string, string>) {
  const file = (variable: string): string => join(folder, variable);
  for (const variable of ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"]) writeFileSync(file(variable), "", { flag: "a" });
  const { status, stdout } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", scriptOf(name)], {
    cwd: folder,
    encoding: "utf8",
    env: {
      PATH: process.env.PATH,
      GITHUB_OUTPUT: file("GITHUB_OUTPUT"),
      GITHUB_STEP_SUMMARY: file("GITHUB_STEP_SUMMARY"),
      ...env,
    },
  });
  return {
    status,
    stdout,
    outputs: readFileSync(file("GITHUB_OUTPUT"), "utf8"),
    summary: readFileSync(file("GITHUB_STEP_SUMMARY"), "utf8"),
  };
}

const inputs = (changes: Record<string, string> = {}): Record<string, string> => ({
  ACTION_PATH: join(folder, "action"),
  REPORTS: join(folder, "reports"),
  SCENARIO: "chat",
  AGAINST: "",
  BASE_COMMAND: "",
  HEAD_COMMAND: "",
  ARGUMENTS: "",
  NODE: process.execPath,
  JOB_PATH: process.env.PATH!,
  STAND_IN_CODE: "0",
  STAND_IN_VERDICT: "pass",
  ...changes,
});
const given = (): string[] => JSON.parse(readFileSync(join(folder, "reports/given.json"), "utf8")) as string[];

test("inputs become arguments, whatever is in them, and empty ones none", () => {
  runStep("Run the gate", inputs());
  assert.deepEqual(given(), ["gate", "--scenario", "chat", "--out", join(folder, "reports")]);
  const harm = "$(touch harm) \"; touch harm; `touch harm` '";
  const some = { AGAINST: harm, ARGUMENTS: "--set\n\nrun.seed=1 2\n" };
  runStep("Run the gate", inputs(some));
  assert.deepEqual(given().slice(5), [...["--against", harm, "--set", "run.seed=1 2"]]);
  assert.throws(() => readFileSync(join(folder, "harm")));
});

test("commands of own services are handed on whole: it is the gate that runs them", () => {
  const BASE_COMMAND = "cd ../base && PORT_NAME=$PORT node 'my server.js'; touch harm";
  const HEAD_COMMAND = 'node server.js $(touch harm) "a b"';
  runStep("Run the gate", inputs({ BASE_COMMAND, HEAD_COMMAND }));
  assert.deepEqual(given().slice(5), ["--base-command", BASE_COMMAND, "--head-command", HEAD_COMMAND]);
  assert.throws(() => readFileSync(join(folder, "harm")));
});

test("own services find the programs of the job, the reference ones those of pushbench", () => {
  const pathOf = (more: Record<string, string>): string => {
    runStep("Run the gate", inputs({ ...more, JOB_PATH: "/job/bin" }));
    return readFileSync(join(folder, "reports/path.txt"), "utf8");
  };
  assert.equal(pathOf({ HEAD_COMMAND: "node server.js" }), "/job/bin");
  assert.equal(pathOf({ AGAINST: "main" }), process.env.PATH);
});

test("every input that the action has reaches a step as a variable", () => {
  const text = readFileSync("action.yml", "utf8");
  const { inputs: declared } = parse(text) as { inputs: Record<string, unknown> };
  assert.deepEqual(
    Object.keys(declared).filter((name) => !text.includes(`{{ inputs.${name} }}`)),
    [],
  );
});

test("a regression does not end the step: its code and verdict are outputs, so that the reports are kept first", () => {
  const { status, outputs } = runStep("Run the gate", inputs({ STAND_IN_CODE: "1", STAND_IN_VERDICT: "regression" }));
  assert.equal(status, 0);
  assert.equal(outputs, `exit-code=1\nverdict=regression\nreports=${join(folder, "reports")}\n`);
});

test("a gate that wrote no report has no verdict and keeps its code", () => {
  const { outputs } = runStep("Run the gate", inputs({ STAND_IN_CODE: "4", STAND_IN_VERDICT: "" }));
  assert.match(outputs, /^exit-code=4\nverdict=\n/);
});

test("a call that the gate does not understand leaves no earlier verdict: not as an output, on the page or in the artifact", () => {
  runStep("Run the gate", inputs());
  writeFileSync(join(folder, "action/dist/src/main.js"), "process.exit(2)"); // as a usage error: nothing was loaded or cleared
  const { outputs } = runStep("Run the gate", inputs());
  assert.match(outputs, /exit-code=2\nverdict=\nreports=.*\n$/);
  const { stdout, summary } = runStep("Show the verdict", { REPORTS: join(folder, "reports") });
  assert.deepEqual([stdout, summary], ["", ""]);
});

test("the summary and the annotation are shown, and their absence is no error", () => {
  const absent = runStep("Show the verdict", { REPORTS: join(folder, "reports") });
  assert.deepEqual([absent.status, absent.stdout, absent.summary], [0, "", ""]);
  runStep("Run the gate", inputs());
  const { stdout, summary } = runStep("Show the verdict", { REPORTS: join(folder, "reports") });
  assert.deepEqual([stdout, summary], ["::error title=x::y\n", "## verdict\n"]);
});

test("the job ends as the gate did, but for what is inconclusive and only warned of", () => {
  const ends = (CODE: string, INCONCLUSIVE: string) => runStep("Pass the verdict on", { CODE, INCONCLUSIVE }).status;
  for (const code of [0, 1, 2, 4]) assert.equal(ends(String(code), "warn"), code);
  assert.deepEqual([ends("3", "warn"), ends("3", "fail")], [0, 3]);
});
