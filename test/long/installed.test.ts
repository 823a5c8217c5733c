/** The package as its users have it: packed, installed in an empty folder, every command called as the pages tell it. */
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

const folder = mkdtempSync(path.join(tmpdir(), "pushbench-installed-"));
const installed = path.join(folder, "node_modules/pushbench");
/** A test that npm runs has its settings in the environment, and this clone as its package. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

const ran = (program: string, argv: string[]): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(program, argv, { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });

const pushbench = (...argv: string[]): Promise<Ran> => ran("npx", ["--no", "--", "pushbench", ...argv]);

async function printed(...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await pushbench(...argv);
  assert.equal(code, 0, `${argv.join(" ")}: ${stdout}${stderr}`);
  return stdout;
}

const packed = (): string[] =>
  readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(installed, path.join(entry.parentPath, entry.name)));

/** Of src, but for the scripts of a clone alone. */
const OF_SCRIPTS = ["dist/src/scenario/json-schema", "dist/src/transports/silent-observer"];

/** Types are used up by the compiler, and leave an empty module. */
function isOtherwiseUsed(file: string): boolean {
  const stem = file.replace(/\.(js|d\.ts)$/, "");
  return OF_SCRIPTS.includes(stem) || /^export \{\};/.test(readFileSync(path.join(installed, `${stem}.js`), "utf8"));
}

before(() => {
  const npm = (...argv: string[]): void => void execFileSync("npm", argv, { env, cwd: folder, stdio: "pipe" });
  npm("pack", "--pack-destination", folder, process.cwd());
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz"))!;
  writeFileSync(path.join(folder, "package.json"), "{}");
  npm("install", "--prefer-offline", "--no-audit", "--no-fund", `./${tarball}`);
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("what a program or a declaration names by its path is packed, and no program that nothing names", () => {
  const files = packed();
  const named = new Set(["dist/src/main.js", "dist/src/index.js", "dist/src/index.d.ts"]);
  const missing: string[] = [];
  for (const file of named) {
    if (!/\.(js|d\.ts)$/.test(file)) continue;
    const code = readFileSync(path.join(installed, file), "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
    // Programs of other processes are named from where they are told of, from the compiled src, or from the package.
    for (const [, target] of code.matchAll(/["'`]([\w./-]+\.(?:js|c))["'`]/g)) {
      const places = [path.join(path.dirname(file), target!), path.join("dist/src", target!), target!];
      const found = places.find((place) => files.includes(place));
      if (found !== undefined) {
        named.add(found);
        // Scripts of browsers are in src, and have no declaration.
        if (found.startsWith("dist/")) named.add(found.replace(/\.js$/, ".d.ts"));
      } else if (target!.startsWith(".")) missing.push(`${file} → ${target}`);
    }
  }
  assert.deepEqual(missing, []);
  assert.ok(named.size > 500, "the walk follows what is named");
  const unnamed = files.filter((file) => /^(dist|src)\//.test(file) && !named.has(file) && !isOtherwiseUsed(file));
  assert.deepEqual(unnamed, []);
  const folders = new Set(files.map((file) => file.split("/")[0]));
  const expected = [
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "dist",
    "docs",
    "package.json",
    "prices",
    "reports",
    "scenarios",
    "src",
    "stacks",
  ];
  assert.deepEqual([...folders].sort(), expected);
  const results = files.filter((file) => file.startsWith("reports/"));
  assert.ok(results.length > 5 && results.every((file) => /^reports\/examples\/[\w-]+\/result\.json$/.test(file)));
});

test("whoever has measured nothing gets advice from the results that come with the package", async () => {
  const chat = ["flow=relay", "clients=200", "perSecond=150", "payloadBytes=400", "tls=false"];
  const { code, stdout, stderr } = await pushbench("advise", ...chat.flatMap((one) => ["--set", one]));
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /^Take websocket\n/);
  assert.match(stdout.replace(/\s+/g, " "), /\(reports\/examples\/chat\/result\.json\)/);
});

test("the program says its own version and help, and calls itself as it can be called", async () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  assert.equal(await printed("--version"), `${version}\n`);
  const help = await printed("--help");
  const commands = [...help.matchAll(/^ {2}npx --no -- pushbench ([\w-]+)/gm)].map(([, name]) => name!);
  assert.ok(commands.length >= 11, help);
  for (const name of commands.filter((one) => one !== "completion")) {
    assert.match(await printed(name, "--help"), new RegExp(`^npx --no -- pushbench ${name}`));
  }
  const { code, stderr } = await pushbench();
  assert.deepEqual([code, stderr], [2, help]);
});

test("the completion is a script that bash can read", async () => {
  const script = await printed("completion");
  const file = path.join(folder, "completion.sh");
  writeFileSync(file, script);
  const { code, stderr } = await ran("bash", ["-n", file]);
  assert.deepEqual([code, stderr], [0, ""]);
});

test("shipped scenarios are found, and a new one with its schema is written into the working folder", async () => {
  assert.match(await printed("list"), /^ *chat .*Team chat$/m);
  assert.match(await printed("validate", "chat"), /^ok: .*chat\.yaml/);
  await printed("init", "own");
  assert.deepEqual(readdirSync(path.join(folder, "scenarios")).sort(), ["own.yaml", "scenario.schema.json"]);
  assert.match(await printed("validate", "own"), /^ok: scenarios\/own\.yaml/);
  assert.match(await printed("list"), /^ *own /m);
});

test("a bench writes its reports into the working folder, which report and compare read", async () => {
  await printed("bench", "chat", "--quick", "--out", "out");
  const files = readdirSync(path.join(folder, "out"));
  assert.ok(files.includes("result.json") && files.includes("report.md"), files.join());
  const report = readFileSync(path.join(folder, "out/report.md"), "utf8");
  assert.match(report, /^npx --no -- pushbench bench --scenario chat /m);
  await printed("bench", "--scenario", "own", "--quick", "--approaches", "websocket");
  assert.equal(readdirSync(path.join(folder, "reports/own")).length, 1);

  rmSync(path.join(folder, "out/report.md"));
  await printed("report", "out");
  assert.ok(existsSync(path.join(folder, "out/report.md")));
  assert.match(await printed("compare", "out", "out"), /Same machine, scenario and schedule\./);
});

test("shipped stacks are found and checked, and what is missing is installed below the package", async () => {
  const list = await printed("stacks");
  assert.match(list, /^ws .* ws \d/m);
  assert.match(list, /^express .*not installed: npm ci --prefix node_modules\/pushbench\/stacks$/m);
  assert.match(await printed("stacks", "check", "ws"), /^✓ ws, ingest\n/);
});

test("a gate outside of a checkout says what it needs, and a history that no gate has been run", async () => {
  const gate = await pushbench("gate", "chat", "--against", "main");
  assert.equal(gate.code, 2);
  assert.match(gate.stderr, /no git repository here\.\nhint: .*the folder of a built or installed version/);
  assert.match(await printed("history"), /^No gate run is in .*\/reports\/history\.ndjson yet/);
});

test("a program imports the library, and nothing else of the package", async () => {
  mkdirSync(path.join(folder, "own"));
  const program = path.join(folder, "own/program.mjs");
  const lines = [
    'import { loadScenario } from "pushbench";',
    'console.log((await loadScenario("chat")).name);',
    'await import("pushbench/dist/src/main.js").catch(({ code }) => console.log(code));',
  ];
  writeFileSync(program, lines.join("\n"));
  const { stdout } = await ran(process.execPath, [program]);
  assert.equal(stdout, "chat\nERR_PACKAGE_PATH_NOT_EXPORTED\n");
});

test("its declarations need no other types than Node's", async () => {
  mkdirSync(path.join(folder, "node_modules/@types"));
  for (const types of ["@types/node", "undici-types"])
    symlinkSync(path.resolve("node_modules", types), path.join(folder, "node_modules", types), "dir");
  const program = path.join(folder, "own/typed.ts");
  writeFileSync(
    program,
    'import { runBench } from "pushbench";\nexport const run: { outcome: Promise<object> } = runBench({ scenario: "chat" });\n',
  );
  const options =
    "--ignoreConfig --noEmit --strict --skipLibCheck false --module nodenext --target es2022 --types node";
  const compiler = path.resolve("node_modules/typescript/bin/tsc");
  const { code, stdout } = await ran(process.execPath, [compiler, ...options.split(" "), program]);
  assert.deepEqual([code, stdout], [0, ""]);
});
