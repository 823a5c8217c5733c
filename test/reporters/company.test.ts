import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { COMPANY_FACTOR, COMPANY_RATIO_FACTOR, company } from "../../src/reporters/company.js";
import { resultOf } from "./fixture.js";

const page = readFileSync("docs/company.md", "utf8");
const asItIs = page.slice(page.indexOf("### chat, as it is"));
const found = [...asItIs.matchAll(/a factor of \*\*(\d+\.\d+)\*\*/g)].map(([, factor]) => Number(factor));
const roundedUp = (factor: number): number => Math.ceil(factor * 20 - 1e-9) / 20;

test("what reports say that company may change is what the study of this version found, rounded up to the next 0.05", () => {
  assert.deepEqual(found.map(roundedUp), [COMPANY_FACTOR, COMPANY_RATIO_FACTOR]);
});

test("a report says in which company its figures were taken", () => {
  const { approaches } = resultOf(1);
  assert.match(company({ approaches }), /^each approach took turns with one other in the same run/);
  assert.match(company({ approaches: approaches.slice(0, 1) }), /^this approach was alone in its run/);
  assert.match(company({ approaches }), new RegExp(`factor of up to ${COMPANY_FACTOR.toFixed(2)}, `));
});
