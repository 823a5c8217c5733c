/** The programs of docs/examples as their readers have them: in a folder of their own, beside the installed package. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

const LONGEST_EXAMPLE_LINES = 25;

const run = promisify(execFile);
const compiler = path.resolve("node_modules/typescript/bin/tsc");
const programs = readdirSync("docs/examples").filter((file) => file.endsWith(".ts"));
const folder = mkdtempSync(path.join(tmpdir(), "pushbench-examples-"));

/** What the compiler says; nothing if all is well. `skipLibCheck` is off: the package's own declarations are checked too. */
async function complaints(compilerOptions: Record<string, unknown>, include = ["*.ts"]): Promise<string> {
  const common = { strict: true, target: "es2022", types: ["node"], skipLibCheck: false };
  writeFileSync(
    path.join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...common, ...compilerOptions }, include }),
  );
  const compiled = run(process.execPath, [compiler, "-p", folder], { cwd: folder });
  return compiled.then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
}

before(() => {
  mkdirSync(path.join(folder, "node_modules"));
  symlinkSync(path.resolve("."), path.join(folder, "node_modules/pushbench"), "dir");
  symlinkSync(path.resolve("node_modules/@types"), path.join(folder, "node_modules/@types"), "dir");
  writeFileSync(path.join(folder, "package.json"), '{"type":"module"}');
  for (const file of programs) cpSync(path.join("docs/examples", file), path.join(folder, file));
});
after(() => rmSync(folder, { recursive: true }));

test("every program is as short as it is said to be", () => {
  assert.ok(programs.length >= 3);
  for (const file of programs) {
    const lines = readFileSync(path.join("docs/examples", file), "utf8").trimEnd().split("\n").length;
    assert.ok(lines <= LONGEST_EXAMPLE_LINES, `${file} has ${lines} lines`);
  }
});

test("the programs are of the types that the package declares, as Node and as bundlers resolve it", async () => {
  assert.equal(await complaints({ module: "esnext", moduleResolution: "bundler", noEmit: true }), "");
  assert.equal(await complaints({ module: "nodenext", moduleResolution: "nodenext" }), "");
});

test("a misspelt setting of a scenario is found by the compiler", async () => {
  const lines = readFileSync(path.join(folder, "run-a-bench.ts"), "utf8").replace("perSecond", "perMinute");
  mkdirSync(path.join(folder, "wrong"));
  writeFileSync(path.join(folder, "wrong/misspelt.ts"), lines);
  const found = await complaints({ module: "nodenext", noEmit: true }, ["wrong/*.ts"]);
  assert.match(found, /misspelt\.ts.*perMinute/s);
});

test("the program that runs a bench prints what was delivered, and where the reports are", async () => {
  const { stdout } = await run(process.execPath, ["run-a-bench.js"], { cwd: folder });
  const lines = stdout.trim().split("\n");
  const directory = lines.pop()!;
  assert.ok(lines.length >= 2, stdout);
  for (const line of lines) assert.match(line, /^[a-z-]+: (\d+) of \1 delivered$/);
  assert.ok(directory.startsWith(path.join(folder, "reports/orders/")), directory);
  const report = readFileSync(path.join(directory, "report.md"), "utf8");
  assert.match(report, /A program gave the scenario: run that program again, with `run: \{ seed: 1 \}` in it\./);
});
