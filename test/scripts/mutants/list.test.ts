/** The list of mutants must not rot: each still changes the built harness, and names finders that exist. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { mutants } from "../../../scripts/mutants/all.js";
import { mutated } from "../../../scripts/mutants/mutant.js";
import { isTestFile } from "../../../scripts/mutants/suites.js";
import { studies } from "../../../src/selftest/selftest.js";

test("every mutant's text stands in the built harness exactly once", () => {
  for (const mutant of mutants) assert.notEqual(mutated(mutant, "dist"), "", mutant.name);
});

test("a mutant whose text is gone, or not alone, is refused by name", () => {
  const [mutant] = mutants;
  for (const from of ["no such text", "this"])
    assert.throws(() => mutated({ ...mutant!, from }, "dist"), new RegExp(`mutant "${mutant!.name}": its text stands`));
});

test("every finder exists, and names are told apart", () => {
  const names = new Set(studies.map(({ name }) => name));
  for (const { name, finders } of mutants) {
    assert.ok(finders.length > 0, name);
    for (const finder of finders)
      assert.ok(isTestFile(finder) ? existsSync(`dist/test/${finder}`) : names.has(finder), `${name}: ${finder}`);
  }
  assert.equal(new Set(mutants.map(({ name }) => name)).size, mutants.length);
});
