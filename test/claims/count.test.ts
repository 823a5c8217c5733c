import assert from "node:assert/strict";
import { test } from "node:test";
import { codeLines } from "../../src/claims/count.js";

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
