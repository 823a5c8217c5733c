import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { nodeTooOld, OLDEST_NODE } from "../src/node-version.js";

test("the oldest Node is the one that package.json asks for", () => {
  const { engines } = JSON.parse(readFileSync("package.json", "utf8")) as { engines: { node: string } };
  assert.equal(engines.node, `>=${OLDEST_NODE.major}.${OLDEST_NODE.minor}`);
});

test("an older Node is refused in a sentence, this and later ones are not", () => {
  for (const version of ["20.19.0", "20.20.2", "22.0.0", "24.1.0", process.versions.node])
    assert.equal(nodeTooOld(version, "/usr/bin/node"), undefined, version);
  for (const version of ["12.22.0", "18.20.8", "20.18.3"])
    assert.match(
      nodeTooOld(version, "/usr/bin/node")!,
      /^error: pushbench needs Node 20\.19 or newer, this is .*\nhint: /,
    );
});

test("what runs before the check loads nothing that an older Node could stumble over", () => {
  const staticImports = (file: string) =>
    [...readFileSync(file, "utf8").matchAll(/^import .*from "(.*)";$/gm)].map(([, module]) => module);
  assert.deepEqual(staticImports("src/main.ts"), ["./node-version.js"]);
  assert.deepEqual(staticImports("src/node-version.ts"), []);
});
