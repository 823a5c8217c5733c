/** YAML that is legal, or nearly, and meant to exhaust whoever reads it: refused with a line, in bounded time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readDocument, readValue } from "../../src/scenario/document.js";
import { loadScenario } from "../../src/scenario/load.js";
import { plainCopy } from "../../src/scenario/plain.js";
import { folderOf, scenarioText } from "./scenario-file.js";

const level = (name: string, inner: string) => `${name}: &${name} [${Array(9).fill(`*${inner}`).join(", ")}]\n`;
const merged = (name: string, inner: string) =>
  `${name}: &${name} { <<: [${Array(9).fill(`*${inner}`).join(", ")}] }\n`;

const hostile: [what: string, text: string, problem: RegExp][] = [
  ["a list in itself", "title: x\nsource: &a [*a]\n", /^2 holds itself/],
  ["a map that merges itself", "a: &a { <<: *a, b: 1 }\n", /^1 .*hold themselves or multiply without end/],
  ["unclosed brackets", "[".repeat(100_000), /^1 is nested more than 64 levels deep/],
  ["brackets", `x: ${"[".repeat(5_000)}${"]".repeat(5_000)}`, /^1 is nested more than 64 levels deep/],
  ["lists in one line", "- ".repeat(50_000), /^1 is nested more than 64 levels deep/],
  ["stairs", Array.from({ length: 500 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"), /^6\d is nested more than 64/],
  [
    "aliases of aliases",
    `a: &a [x]\n${level("b", "a")}${level("c", "b")}${level("d", "c")}`,
    /^1 .*multiply without end/,
  ],
  ["merges of merges", `a: &a { x: 1 }\n${merged("b", "a")}${merged("c", "b")}${merged("d", "c")}`, /^1 .*multiply/],
  ["very many values", `x: [${"1,".repeat(30_000)}]`, /^1 holds more than 20,000 values/],
  ["an anchor that is not there", "a: 1\nb: *nobody\n", /^2 \*nobody is no anchor: &nobody must stand before it/],
  ["a merge of no map", "a: 1\nb: { <<: 5 }\n", /^2 << merges something that is no map/],
  ["a key twice", "a: 1\nb: 2\na: 3\n", /^3 a is there twice: first on line 1/],
  ["a key twice, once as text", "1: 1\n'1': 2\n", /^2 1 is there twice: first on line 1/],
  ["a key that JavaScript drops", "a:\n  __proto__: { b: 1 }\n", /^2 __proto__ is not known here/],
  ["a second document", "a: 1\n---\nb: 2\n", /^2 begins another document/],
];

for (const [what, text, expected] of hostile) {
  test(`refused: ${what}`, { timeout: 5_000 }, () => {
    const [problem] = readDocument(text).syntaxProblems;
    assert.match(`${problem?.line} ${problem?.message}`, expected);
    assert.ok("problem" in readValue(text), "as an override too");
  });
}

test("many wrong keys are told up to a number that one reads", { timeout: 10_000 }, async (context) => {
  const keys = Array.from({ length: 5_000 }, (_, i) => `key${i}: 1`).join("\n");
  const folder = await folderOf(context, { "x.yaml": `${scenarioText()}${keys}\n` });
  await assert.rejects(
    loadScenario("x.yaml", { directories: [], cwd: folder }),
    (error: Error & { problems: object[] }) => {
      assert.equal(error.message, "5000 problems in x.yaml");
      assert.equal(error.problems.length, 51);
      assert.deepEqual(error.problems.at(-1), { at: "x.yaml", message: "4950 more" });
      return true;
    },
  );
});

test("a copy is equal, and shares nothing", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      fc.pre(!JSON.stringify(value).includes('"__proto__":')); // such a key is refused, see above
      const shared = { once: value, twice: value };
      const copy = plainCopy(shared);
      assert.ok("value" in copy);
      const { once, twice } = copy.value as typeof shared;
      assert.deepEqual(copy.value, shared);
      if (typeof once === "object" && once !== null) assert.notEqual(once, twice);
    }),
    { examples: [[{ a: [1] }]] },
  );
});
