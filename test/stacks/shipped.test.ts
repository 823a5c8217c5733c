/** The stacks that are shipped: whole, as short as documentation, and with nothing that only this machine has. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { isRecord } from "../../src/scenario/plain.js";
import { listStacks } from "../../src/stacks/stack-folders.js";

/** Without blank lines, comments and imports. Go closes each brace on a line of its own and has an `if` for each error. */
const MOST_LINES: Record<string, number> = { ".mjs": 60, ".js": 60, ".py": 60, ".go": 90 };

const listings = await listStacks({ directories: ["stacks"], cwd: process.cwd() });
const stacks = listings.flatMap((listing) => ("stack" in listing ? [listing.stack] : []));
const packageOf = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Record<string, Record<string, unknown>>;

test("every stack can be read", () => {
  assert.deepEqual(
    listings.filter((listing) => "error" in listing),
    [],
  );
  assert.ok(stacks.length >= 13);
});

test("a stack is one program and its stack.yaml, and the program is short", () => {
  for (const { name, folder } of stacks) {
    const [program, ...others] = readdirSync(folder).filter((file) => file !== "stack.yaml");
    assert.deepEqual(others, [], name);
    const most = MOST_LINES[path.extname(program!)]!;
    const lines = codeLinesIn(readFileSync(path.join(folder, program!), "utf8"));
    assert.ok(lines.length <= most, `${name}: ${lines.length} lines`);
  }
});

test("what stacks need from npm stands in their own package.json in exact versions, and nothing else does", () => {
  const { dependencies = {} } = packageOf("stacks/package.json");
  const needed = new Set(stacks.flatMap(({ install }) => install.npm ?? []));
  assert.deepEqual(Object.keys(dependencies), [...needed].sort());
  for (const [name, version] of Object.entries(dependencies)) assert.match(String(version), /^\d+\.\d+\.\d+$/, name);
});

test("their lock file names no place to download from", () => {
  const { packages = {} } = packageOf("stacks/package-lock.json");
  const found = Object.entries(packages).filter(([, entry]) => isRecord(entry) && "resolved" in entry);
  assert.deepEqual(found, []);
});

test("what pushbench itself needs of them it has in the same version", () => {
  const { dependencies = {}, devDependencies = {} } = packageOf("package.json");
  const own: Record<string, unknown> = { ...devDependencies, ...dependencies };
  for (const [name, version] of Object.entries(packageOf("stacks/package.json").dependencies!)) {
    if (name in own) assert.equal(own[name], version, name);
  }
});

function codeLinesIn(text: string): string[] {
  const code = text.replace(/^import \([\s\S]*?^\)$/gm, "").replace(/^(import|from|package) .*$/gm, "");
  return code.split("\n").filter((line) => !/^\s*($|\/\/|\/\*\*|#|""")/.test(line));
}
