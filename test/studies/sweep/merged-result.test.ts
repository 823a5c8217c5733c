import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { PointResult, withRound } from "../../../src/studies/sweep/merged-result.js";
import { resultOf } from "../../reporters/fixture.js";

test("a point that gets another round has no report of fewer rounds any more", (context) => {
  const folder = scratchFolder("point");
  context.after(() => folder.remove());
  const point = new PointResult(folder.path, { kind: "none" } as never);
  const of = { rounds: 9, seed: 1, loadAverage: 0 };
  point.add(resultOf(1), 1, of);
  const report = path.join(folder.path, "report.html");
  writeFileSync(report, "of one round");
  point.add(resultOf(1), 2, of);
  assert.equal(existsSync(report), false);
});

test("a point that a fleet played has every host of its rounds, each once", () => {
  const host = (worker: string) => ({
    ...{ worker, host: worker, cpuModel: "A CPU", cpuCount: 8, memoryBytes: 2 ** 34 },
    ...{ operatingSystem: "Linux", node: "v20.19.0" },
  });
  const playedBy = (...workers: string[]) => ({ ...resultOf(1), hosts: workers.map(host) });
  const of = { rounds: 9, seed: 1, loadAverage: 0 };
  const two = withRound(withRound(undefined, playedBy("a", "b"), 1, of), playedBy("a", "c"), 2, of);
  assert.deepEqual(
    two.hosts?.map(({ worker }) => worker),
    ["a", "b", "c"],
  );
  assert.equal(withRound(undefined, resultOf(1), 1, of).hosts, undefined);
});
