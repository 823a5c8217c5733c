/** docs/architecture.md against the code: every call between processes, every folder of src, every arrow between them. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const page = readFileSync("docs/architecture.md", "utf8");

/** The rows of the table under a heading, cell by cell; back-ticks are left out. */
function tableUnder(heading: string): string[][] {
  const section = page.split(`\n${heading}\n`)[1]?.split(/\n#+ /)[0] ?? assert.fail(`no heading ${heading}`);
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .replaceAll("`", "")
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
}

/** The names of `const methods = { … };` in a program that answers calls. */
function methodsOf(file: string): string[] {
  const body = /^const methods(?:: \w+)? = \{\n([\s\S]*?)^\}/m.exec(readFileSync(file, "utf8"))?.[1] ?? "";
  return [...body.matchAll(/^ {2}(?:async )?(\w+)[:(]/gm)].map(([, name]) => name!);
}

/** The same of a worker, whose table of methods has a type of its own. */
function methodsOfType(file: string, type: string): string[] {
  const body =
    new RegExp(`^export type ${type} = \\{\n([\\s\\S]*?)^\\}`, "m").exec(readFileSync(file, "utf8"))?.[1] ?? "";
  return [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name!);
}

const worker = "src/fleet/worker/session.ts";

test("the page has every call of a fleet's worker, and no other, and names who calls", () => {
  const rows = tableUnder(`### Worker of a fleet: ${worker}`);
  const methods = methodsOfType(worker, "SessionMethods");
  assert.ok(methods.includes("leave"), "methods are found");
  assert.deepEqual(
    rows.map(([call]) => call),
    methods,
  );
  for (const [call, caller] of rows) assert.match(readFileSync(`src/${caller}`, "utf8"), new RegExp(`"${call}"`));
});

for (const [heading, file] of [
  ["### Service: src/services/service-entry.ts", "src/services/service-entry.ts"],
  ["### Generator: src/generators/generator-entry.ts", "src/generators/generator-entry.ts"],
  ["### Relay: src/network/relay-entry.ts", "src/network/relay-entry.ts"],
] as const) {
  test(`the page has every call of ${file}, and no other`, () => {
    const methods = methodsOf(file);
    assert.ok(methods.includes("close"), "methods are found");
    assert.deepEqual(
      tableUnder(heading).map(([call]) => call),
      methods,
    );
  });

  test(`whoever the page says to call ${file} names that call`, () => {
    for (const [call, callers] of tableUnder(heading)) {
      for (const caller of callers!.split(", ")) {
        assert.match(readFileSync(`src/${caller}`, "utf8"), new RegExp(`"${call}"`), `${caller} calls ${call}`);
      }
    }
  });
}

test("the page names every folder of src, with the arrows that test/layers.test.ts holds", () => {
  const folders = readdirSync("src", { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
  const rooms = new Map(tableUnder("## The rooms of src").map(([name, , below]) => [name!.replace("/", ""), below!]));
  assert.deepEqual([...rooms.keys()].sort(), folders.sort());
  const layers = readFileSync("test/layers.test.ts", "utf8");
  const arrows = layers.split("const directlyBelow")[1]!.split("\n};")[0]!;
  for (const [, folder, below] of arrows.matchAll(/^ {2}(\w+): \[(.*)\],$/gm)) {
    if (!rooms.has(folder!)) continue;
    assert.equal(rooms.get(folder!), below!.replaceAll('"', ""), folder);
  }
});
