/** Every conformance case, as `npm run conformance` plays it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { everyCase, summary } from "../../scripts/conformance/conformance-table.js";
import { requestCases } from "../../scripts/conformance/http/requests.js";
import { responseCases } from "../../scripts/conformance/http/responses.js";
import { streamCases } from "../../scripts/conformance/sse/cases.js";
import { suites } from "../../scripts/conformance/suites.js";
import { webSocketCases } from "../../scripts/conformance/websocket/cases/all.js";
import { betweenMarkers } from "../../src/files/docs-page.js";

describe("conformance", { concurrency: true }, () => {
  for (const [name, play] of Object.entries(suites)) {
    test(name, async () => {
      const rows = await play();
      const failed = rows.filter((row) => !row.passed).map((row) => `${row.case} ${row.name}: ${row.reason}`);
      assert.deepEqual(failed, []);
      assert.ok(rows.length > 30);
      assert.ok(rows.every((row) => row.suite === name));
    });
  }
});

test("the cases are as many as the page says, and no number is given twice", () => {
  const wellKnown = webSocketCases.filter(({ case: number }) => /^([1-7]|10)\./.test(number));
  const ours = wellKnown.filter(({ case: number }) => /^(1\.3\.|5\.21$|5\.22$)/.test(number));
  assert.equal(wellKnown.length - ours.length, 247);
  for (const cases of [webSocketCases, requestCases, responseCases, streamCases]) {
    const numbers = cases.map((one) => one.case);
    assert.deepEqual([...new Set(numbers)], numbers);
  }
});

test("the page lists every case and keeps its prose when it is written again", () => {
  const page = readFileSync("docs/conformance.md", "utf8");
  for (const one of [...webSocketCases, ...requestCases, ...responseCases, ...streamCases]) {
    assert.ok(page.includes(`| ${one.case} `), `docs/conformance.md lacks ${one.case}: npm run conformance -- --docs`);
  }
  const once = betweenMarkers(page, "conformance", "a table");
  assert.equal(betweenMarkers(once, "conformance", "a table"), once);
  assert.equal(once.slice(0, once.indexOf("<!--")), page.slice(0, page.indexOf("<!--")));
  assert.throws(() => betweenMarkers("# Another page\n", "conformance", "a table"), /no markers/);
});

test("the tables say what passed, what failed and why", () => {
  const rows = [
    { suite: "s", case: "1.1", name: "a|b", passed: true, reason: "" },
    { suite: "s", case: "1.2", name: "c", passed: false, reason: "got none" },
  ];
  assert.match(summary(rows), /^\| s +\| +2 \| +1 \| +1 \|$/m);
  assert.match(everyCase(rows), /^\| s +\| 1\.1 +\| a\\\|b +\| yes +\| +\|$/m);
  assert.match(everyCase(rows), /^\| s +\| 1\.2 +\| c +\| NO +\| got none +\|$/m);
});
