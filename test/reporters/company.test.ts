import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { COMPANY_FACTOR, company } from "../../src/reporters/company.js";
import { resultOf } from "./fixture.js";

const page = readFileSync("docs/company.md", "utf8");
const found = /### chat, as it is[\s\S]*?a factor of \*\*(\d+\.\d+)\*\*/.exec(page);

test(
  "what reports say that company may change is what the study of this version found, rounded up to the next 0.05",
  { skip: found === null && "docs/company.md has too few repetitions for a bound" },
  () => assert.equal(COMPANY_FACTOR, Math.ceil(Number(found![1]) * 20 - 1e-9) / 20),
);

test("a report says in which company its figures were taken", () => {
  const { approaches } = resultOf(1);
  assert.match(company({ approaches }), /^each approach took turns with one other in the same run/);
  assert.match(company({ approaches: approaches.slice(0, 1) }), /^this approach was alone in its run/);
  assert.match(company({ approaches }), new RegExp(`factor of up to ${COMPANY_FACTOR.toFixed(2)} `));
});
