import assert from "node:assert/strict";
import { test } from "node:test";
import { gateReporterNames } from "../../../src/reporters/gate/gate-reporter-names.js";
import { gateReporters, renderGateReports } from "../../../src/reporters/gate/registry.js";
import { everyReport, gateReport } from "./fixture.js";

test("every format is rendered by default, each to a file of its own", () => {
  const files = renderGateReports(gateReport()).map(({ file }) => file);
  assert.equal(new Set(files).size, gateReporterNames.length);
  assert.deepEqual(Object.keys(gateReporters), [...gateReporterNames]);
});

test("rendering is pure: the same text twice, and the report as it was", () => {
  const report = gateReport();
  const before = structuredClone(report);
  assert.deepEqual(renderGateReports(report), renderGateReports(report));
  assert.deepEqual(report, before);
});

for (const [name, make] of Object.entries(everyReport)) {
  test(`every format renders the ${name} report, and none prints what is no value`, () => {
    for (const { file, text } of renderGateReports(make())) {
      assert.ok(text.endsWith("\n"), file);
      assert.doesNotMatch(text, /\b(undefined|NaN|Infinity|null)\b/, file);
    }
  });
}

test("gate.json is the report", () => {
  const report = gateReport();
  assert.deepEqual(JSON.parse(gateReporters.json.render(report)), report);
});
