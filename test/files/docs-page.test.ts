import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { betweenMarkers } from "../../src/files/docs-page.js";

const PAGE = readFileSync("docs/efficiency.md", "utf8");

test("the efficiency page keeps its prose when its tables are replaced, again and again", () => {
  const once = betweenMarkers(PAGE, "perf", "a table");
  assert.equal(betweenMarkers(once, "perf", "a table"), once);
  assert.notEqual(once, PAGE);
  assert.equal(once.slice(0, once.indexOf("<!--")), PAGE.slice(0, PAGE.indexOf("<!--")));
  assert.equal(once.split("measured: end -->")[1], PAGE.split("measured: end -->")[1]);
});

test("a page without markers is left alone", () => {
  assert.throws(() => betweenMarkers("# Another page\n", "perf", "a table"), /no markers/);
  assert.throws(() => betweenMarkers(PAGE, "micro", "a table"), /no markers: .*npm run micro/);
});
