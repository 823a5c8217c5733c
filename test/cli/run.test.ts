import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { commands } from "../../src/cli/registry.js";
import { fakeEnvironment, runFake } from "./fake-environment.js";

const names = Object.keys(commands);

test("--help names every command on stdout and exits with 0", async (context) => {
  const { exitCode, stdout, stderr } = await runFake(context, ["--help"]);
  assert.equal(exitCode, 0);
  assert.equal(stderr, "");
  for (const name of names) assert.match(stdout, new RegExp(`^  pushbench ${name}\\b`, "m"));
});

test("every command has a help of its own with its options and examples", async (context) => {
  for (const load of Object.values(commands)) {
    const command = await load();
    const { exitCode, stdout } = await runFake(context, [command.name, "--help"]);
    assert.equal(exitCode, 0);
    for (const option of Object.keys(command.options)) assert.match(stdout, new RegExp(`--${option}\\b`), command.name);
    assert.ok(command.examples.length > 0 && stdout.includes("Examples:"), command.name);
  }
});

test("-h is --help, and a terminal without a width still shows words", async (context) => {
  const environment = await fakeEnvironment(context);
  const { stdout: long } = await runFake(context, ["bench", "--help"], environment);
  assert.deepEqual(await runFake(context, ["bench", "-h"], environment).then(({ stdout }) => stdout), long);
  const narrow = { ...environment, stdout: { ...environment.stdout, columns: 3, text: "" } };
  const { stdout } = await runFake(context, ["--help"], narrow);
  assert.match(stdout, /^Webhooks.* or WebSockets/m);
});

test("a scenario may be the first word after the command", async (context) => {
  const { exitCode, stderr } = await runFake(context, ["bench", "chta", "--quick"]);
  assert.equal(exitCode, 2);
  assert.match(stderr, /^error: There is no scenario "chta"\.\nhint: Did you mean "chat"\?/);
});

test("a command's registry key is its name", async () => {
  for (const [key, load] of Object.entries(commands)) assert.equal((await load()).name, key);
});

test("--version prints the version of package.json", async (context) => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  assert.deepEqual(await runFake(context, ["--version"]).then(({ exitCode, stdout }) => [exitCode, stdout]), [
    0,
    `${version}\n`,
  ]);
});

test("without a command the help goes to stderr, and that is a mistake", async (context) => {
  const { exitCode, stdout, stderr } = await runFake(context, []);
  assert.equal(exitCode, 2);
  assert.equal(stdout, "");
  assert.match(stderr, /pushbench <command>/);
});

test("mistakes on the command line are told with what was meant, and exit with 2", async (context) => {
  const cases: [argv: string[], stderr: string][] = [
    [
      ["lst"],
      `error: Unknown command "lst". Did you mean "list"?\nhint: The command comes first: ${names.join(", ")}.\n`,
    ],
    [["teleport"], `error: Unknown command "teleport".\nhint: The command comes first: ${names.join(", ")}.\n`],
    [["list", "--jsn"], 'error: Unknown option --jsn. Did you mean "--json"?\nhint: See `pushbench list --help`.\n'],
    [
      ["list", "--no-json"],
      "error: Unknown option --no-json: leave --json out instead.\nhint: See `pushbench list --help`.\n",
    ],
    [["list", "-x"], "error: Unknown option -x.\nhint: See `pushbench list --help`.\n"],
    [["list", "chat"], 'error: Unexpected argument "chat".\nhint: See `pushbench list --help`.\n'],
    [["--jsn"], "error: Unknown option --jsn.\nhint: See `pushbench --help`.\n"],
    [["bench"], "error: --scenario is required.\nhint: See `pushbench bench --help`.\n"],
    [["--out", "x", "list"], `error: Unknown command "x".\nhint: The command comes first: ${names.join(", ")}.\n`],
    [["validate"], "error: Too few arguments: got 0, need at least 1.\nhint: See `pushbench validate --help`.\n"],
    [["validate", "chat", "--set"], "error: --set needs a value.\nhint: See `pushbench validate --help`.\n"],
    [
      ["init", "x", "--flow", "rely"],
      'error: --flow must be one of ingest, broadcast, relay, got "rely". Did you mean "relay"?\nhint: See `pushbench init --help`.\n',
    ],
    [
      ["init", "x", "--out", "a", "--out", "b"],
      "error: --out was given more than once.\nhint: See `pushbench init --help`.\n",
    ],
    [
      ["bench", "--scenario", "chat", "--port", "http"],
      "error: --port must be a whole number from 0 to 65535, got http.\nhint: See `pushbench bench --help`.\n",
    ],
    ...[
      ["1,000", '"1,000" (did you mean 1000?)'],
      ["१", '"१"'],
      ["1e309", "1e309"],
    ].map(([typed, got]): [string[], string] => [
      ["bench", "chat", "--port", typed!],
      `error: --port must be a whole number from 0 to 65535, got ${got}.\nhint: See \`pushbench bench --help\`.\n`,
    ]),
    // Names that every object has
    ...["--constructor", "--toString=1", "--__proto__", "--__proto__.x=1"].map((word): [string[], string] => [
      ["bench", "chat", word],
      `error: Unknown option ${word.split("=")[0]}.\nhint: See \`pushbench bench --help\`.\n`,
    ]),
    [
      ["bench", "chat", "--against", "main"],
      "error: Unknown option --against: bench has none of that name, gate has.\nhint: See `pushbench bench --help`.\n",
    ],
    [["bench", "chat", "--out"], "error: --out needs a value.\nhint: See `pushbench bench --help`.\n"],
    [
      ["bench", "chat", "--out", "--quick"],
      "error: --out needs a value. If it is --quick, write --out=--quick\nhint: See `pushbench bench --help`.\n",
    ],
    [
      ["--quick", "bench", "chat"],
      "error: --quick stands before the command: write bench first, then its options.\nhint: See `pushbench bench --help`.\n",
    ],
    [["-v"], "error: Unknown option -v.\nhint: See `pushbench --help`.\n"],
    [
      ["validate", "-"],
      'error: Unexpected argument "-": standard input is not read, give a file.\nhint: See `pushbench validate --help`.\n',
    ],
    ...["99999", "-5", "80.5", "Infinity"].map((port): [string[], string] => [
      ["bench", "chat", "--port", port],
      `error: --port must be a whole number from 0 to 65535, got ${port}.\nhint: See \`pushbench bench --help\`.\n`,
    ]),
    [["bench", "chat", "--port="], "error: --port needs a value.\nhint: See `pushbench bench --help`.\n"],
    [["bench", "chat", "--quick=maybe"], "error: --quick takes no value.\nhint: See `pushbench bench --help`.\n"],
    [["bench", "chat", "--out="], "error: --out is empty.\nhint: See `pushbench bench --help`.\n"],
    [["gate", "chat", "--against", ""], "error: --against is empty.\nhint: See `pushbench gate --help`.\n"],
    [["init", ""], "error: name is empty.\nhint: See `pushbench init --help`.\n"],
    [["bench", "chat", "payment"], 'error: Unexpected argument "payment".\nhint: See `pushbench bench --help`.\n'],
    [
      ["bench", "chat", "--scenario", "payment"],
      'error: The scenario was given twice: "chat" and --scenario payment.\nhint: See `pushbench bench --help`.\n',
    ],
  ];
  for (const [argv, expected] of cases) {
    const { exitCode, stdout, stderr } = await runFake(context, argv);
    assert.deepEqual({ exitCode, stdout, stderr }, { exitCode: 2, stdout: "", stderr: expected }, argv.join(" "));
  }
});

test("`--` ends the options and changes nothing where none follow; help is a word, too", async (context) => {
  for (const argv of [
    ["validate", "--", "chat"],
    ["validate", "chat", "--"],
    ["--", "validate", "chat"],
  ]) {
    assert.equal((await runFake(context, argv)).exitCode, 0, argv.join(" "));
  }
  const { stdout } = await runFake(context, ["validate", "--help"]);
  assert.deepEqual(await runFake(context, ["help", "validate"]).then(({ exitCode, stdout }) => [exitCode, stdout]), [
    0,
    stdout,
  ]);
});

test("what is not an error of the user's is told as a defect, with a stack and exit code 4", async (context) => {
  const environment = await fakeEnvironment(context);
  environment.packageDirectory = "/nowhere"; // no package.json: nothing a user could mend
  const { exitCode, stderr } = await runFake(context, ["list"], environment);
  assert.equal(exitCode, 4);
  assert.match(stderr, /^Error: ENOENT/);
  assert.match(stderr, /\n {4}at /);
  assert.match(stderr, /\nerror: this is a defect in pushbench\. Please report it with the lines above\.\n$/);
});

test("help, hints and next steps name the program as it was started", async (context) => {
  const program = "npm run pushbench --";
  const environment = { ...(await fakeEnvironment(context)), program };
  const help = await runFake(context, ["validate", "--help"], environment);
  assert.match(help.stdout, /^npm run pushbench -- validate\n/);
  assert.match(help.stdout, /npm run pushbench -- validate chat/);
  assert.doesNotMatch(help.stdout, /(?<!run )pushbench (validate|list)/);
  const unknown = await runFake(context, ["list", "--jsn"], environment);
  assert.match(unknown.stderr, /hint: See `npm run pushbench -- list --help`/);
  const made = await runFake(context, ["init", "mine"], environment);
  assert.match(made.stdout, /then npm run pushbench -- validate scenarios\/mine\.yaml/);
});
