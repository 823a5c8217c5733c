import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { completionsOf } from "../../src/cli/completion.js";
import { commands } from "../../src/cli/registry.js";
import { fakeEnvironment, runFake } from "./fake-environment.js";

const all = await Promise.all(Object.values(commands).map((load) => load()));
const offered = (...line: string[]): string[] =>
  completionsOf(["pushbench", ...line], all, {
    scenarios: ["chat", "mine"],
    stacks: ["express", "ws"],
    claims: ["H1", "H2"],
  });

test("first come the commands, then what belongs to the command", () => {
  assert.deepEqual(offered(""), [...Object.keys(commands), "completion"]);
  assert.deepEqual(offered("bench", ""), ["chat", "mine"]);
  assert.deepEqual(offered("validate", "chat", ""), ["chat", "mine"]);
  assert.deepEqual(offered("capacity", ""), ["chat", "mine"]);
  assert.deepEqual(offered("bench", "--scenario", "c"), ["chat", "mine"]);
  assert.deepEqual(offered("claims", "H1", ""), ["H1", "H2"]);
  assert.deepEqual(offered("init", "x", "--flow", ""), ["ingest", "broadcast", "relay"]);
  assert.deepEqual(offered("compare", ""), [], "files: the shell's own business");
  assert.deepEqual(offered("nonsense", ""), []);
});

test("an option is offered once, unless it may be given more than once", () => {
  const options = offered("bench", "--scenario", "chat", "--set", "a=1", "--");
  assert.ok(!options.includes("--scenario") && options.includes("--set") && options.includes("--help"));
});

test("bash completes with the script that is printed", async (context) => {
  const { exitCode, stdout } = await runFake(context, ["completion"]);
  assert.equal(exitCode, 0);
  const script = `
    pushbench() { printf '%s\\n' chat collaborative-editing payment; }
    ${stdout}
    COMP_WORDS=(pushbench bench c); COMP_CWORD=2
    _pushbench_yargs_completions
    echo "\${COMPREPLY[@]}"`;
  const env = { ...process.env, SHELL: "/bin/bash" };
  assert.equal(execFileSync("bash", ["-c", script], { encoding: "utf8", env }), "chat collaborative-editing\n");
});

test("where the program is called by several words, the script brings the one word that bash completes", async (context) => {
  const environment = { ...(await fakeEnvironment(context)), program: "npx --no -- pushbench" };
  const { stdout } = await runFake(context, ["completion"], environment);
  const script = `
    npx() { [ "$1 $2 $3" = "--no -- pushbench" ] && printf '%s\\n' chat collaborative-editing payment; }
    ${stdout}
    COMP_WORDS=(pushbench bench c); COMP_CWORD=2
    _pushbench_yargs_completions
    echo "\${COMPREPLY[@]}"`;
  const env = { ...process.env, SHELL: "/bin/bash" };
  assert.equal(execFileSync("bash", ["-c", script], { encoding: "utf8", env }), "chat collaborative-editing\n");
});

test("the script's question is answered with one word a line, among them the scenarios of this folder", async (context) => {
  const { exitCode, stdout } = await runFake(context, ["--get-yargs-completions", "pushbench", "bench", "pay"]);
  assert.equal(exitCode, 0);
  assert.ok(stdout.split("\n").includes("payment"), stdout);
});

test("the script is told the ids of the shipped claims", async (context) => {
  const { stdout } = await runFake(context, ["--get-yargs-completions", "pushbench", "claims", "H"]);
  const ids = stdout.split("\n");
  assert.ok(ids.includes("H1") && ids.includes("H17"), stdout);
});
