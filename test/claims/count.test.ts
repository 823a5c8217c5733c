import assert from "node:assert/strict";
import { test } from "node:test";
import { codeLines, reached, settingsIn } from "../../src/claims/count.js";

const cases: [extension: string, text: string, lines: number][] = [
  [".js", "// comment\nconst a = 1;\n\n  // another\nconst b = 2; // behind code\n", 2],
  [".ts", "/**\n * words\n */\nexport const a = 1;\n", 1],
  [".go", "package main\n\n/* one */\nfunc main() {}\n", 2],
  [".py", '"""Words\nof a module."""\nimport os\n\n# comment\nprint("# no comment")\n', 2],
  [".js", "const url = 'http://localhost'; /* behind */\n", 1],
  [".yaml", "# comment\na: 1\n", 1],
  [".js", "", 0],
];

for (const [extension, text, lines] of cases)
  test(`${JSON.stringify(text)} has ${lines} lines of code`, () => assert.equal(codeLines(text, extension), lines));

test("a module counts with what it imports, each once, and nothing from elsewhere", () => {
  const files: Record<string, string> = {
    "dist/src/transports/a/service.js":
      'import { x } from "./x.js";\nimport { y } from "../y.js";\nimport { z } from "../../z.js";\nimport ws from "ws";',
    "dist/src/transports/a/x.js": 'export { y } from "../y.js";\nawait import("./later.js");',
    "dist/src/transports/a/later.js": 'import "./service.js";',
    "dist/src/transports/y.js": "",
  };
  assert.deepEqual(
    reached(["dist/src/transports/a/service.js"], (file) => files[file]!).sort(),
    Object.keys(files).sort(),
  );
});

test("settings are those of one transport, wherever it stands in the schema", () => {
  const approach = (name: string, keys: string[]) => ({
    properties: { transport: { const: name }, service: {}, ...Object.fromEntries(keys.map((key) => [key, {}])) },
  });
  const schema = {
    definitions: { approach: { anyOf: [{ oneOf: [approach("a", ["x"]), approach("b", ["x", "y"])] }] } },
  };
  assert.deepEqual([settingsIn(schema, "a"), settingsIn(schema, "b"), settingsIn(schema, "c")], [1, 2, 0]);
});
