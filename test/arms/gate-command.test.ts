/** The command that a report gives to see it again: as a real shell takes it apart. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { gateCommand } from "../../src/arms/gate-command.js";

const PROGRAM = "npm run pushbench --";

const plain = {
  scenario: "chat",
  baseline: undefined,
  baseCommand: undefined,
  headCommand: undefined,
  allowMismatch: false,
  control: false,
  roundsLimit: 24,
  minutes: undefined,
  set: [],
  approaches: undefined,
  generators: 1,
};

/** The words that the shell makes of it. */
const words = (command: string): string[] =>
  execFileSync("sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" })
    .trimEnd()
    .split("\n");

test("a branch is named by its commit, what was not given is left out", () => {
  const command = gateCommand(PROGRAM, plain, { label: "main", ref: "1a2b3c" });
  assert.equal(command, "npm run pushbench -- gate --scenario chat --against 1a2b3c --rounds-limit 24 --generators 1");
});

test("approaches of the command line are in it as they were typed", () => {
  const approach = ["mine=http://localhost:$PORT/ node it's.js", "two={transport: webhook}"];
  const typed = words(gateCommand(PROGRAM, { ...plain, approach }, { label: "main" }));
  assert.deepEqual(
    typed.flatMap((word, i) => (word === "--approach" ? [typed[i + 1]] : [])),
    approach,
  );
});

test("everything that changes what is played is in it, safe for a shell", () => {
  const set = ['payload={"bytes": 100}', "title=it's $HOME `id`"];
  const args = {
    ...plain,
    scenario: "my scenarios/a.yaml",
    control: true,
    minutes: 4.5,
    set,
    approaches: "webhook,websocket",
  };
  assert.deepEqual(words(gateCommand(PROGRAM, args, { label: "../old version" })), [
    ...[
      "npm",
      "run",
      "pushbench",
      "--",
      "gate",
      "--scenario",
      "my scenarios/a.yaml",
      "--against",
      "../old version",
      "--control",
    ],
    ...["--rounds-limit", "24", "--minutes", "4.5", "--set", set[0]!, "--set", set[1]!],
    ...["--approaches", "webhook,websocket", "--generators", "1"],
  ]);
});

test("a fleet is in it with its size, and where it is stays a secret", () => {
  const args = { ...plain, fleet: "nats://secret@10.0.0.1", workers: 3 };
  const command = gateCommand(PROGRAM, args, { label: "main" });
  assert.match(command, / --rounds-limit 24 --fleet nats:\/\/HOST --workers 3$/);
});

test("a stored baseline is named by its file", () => {
  const args = { ...plain, baseline: "reports/baselines/chat.json", allowMismatch: true };
  const command = gateCommand(PROGRAM, args, { label: "stored baseline", ref: "1a2b3c" });
  assert.match(command, /--baseline reports\/baselines\/chat\.json --allow-mismatch/);
  assert.doesNotMatch(command, /--against/);
});

test("commands of own services come back whole, whatever a shell would make of them", () => {
  const baseCommand = "cd ../old && PATH=$HOME/bin node 'my server.js' --name=\"it's\"";
  const headCommand = "node server.js; true";
  const command = gateCommand(PROGRAM, { ...plain, baseCommand, headCommand, control: true }, { label: baseCommand });
  assert.deepEqual(words(command).slice(0, 12), [
    ...["npm", "run", "pushbench", "--", "gate"],
    ...["--scenario", "chat", "--base-command", baseCommand, "--head-command", headCommand, "--control"],
  ]);
  const stored = gateCommand(PROGRAM, { ...plain, baseline: "chat.json", headCommand }, { label: "stored baseline" });
  assert.match(stored, /--baseline chat\.json --head-command 'node server\.js; true'/);
});
