import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { report } from "../../../src/cli/commands/report.js";
import type { Environment } from "../../../src/cli/environment.js";
import { resultOf } from "../../reporters/fixture.js";
import { recordOf } from "../../studies/sweep/asked.js";

/** A sweep of two points, the first of which was played. */
async function studied(context: TestContext): Promise<{ environment: Environment; folder: string; study: string }> {
  const folder = mkdtempSync(join(tmpdir(), "pushbench-report-study-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const record = await recordOf("chat", ["arrivals.perSecond=10,1000"], 2);
  const [point] = record.points;
  point!.rounds = [{ round: 1, played: 1, warnings: [], approaches: [] }];
  const study = join(folder, "study");
  mkdirSync(join(study, point!.folder), { recursive: true });
  writeFileSync(join(study, point!.folder, "result.json"), JSON.stringify(resultOf(1)));
  writeFileSync(join(study, "study.json"), JSON.stringify(record));
  const output = { write() {}, isTTY: false, columns: 80 };
  return {
    folder,
    study,
    environment: { stdout: output, stderr: output, cwd: folder, env: {} } as Partial<Environment> as Environment,
  };
}

const asked = { out: undefined, format: [], print: false, points: false };

test("report renders a study: its page links to the points' reports once they are there", async (context) => {
  const { environment, study } = await studied(context);
  assert.equal(await report.run(environment, { result: "study", ...asked }), 0);
  assert.deepEqual(readdirSync(study).sort(), ["points", "study.json", "sweep.csv", "sweep.html", "sweep.md"]);
  assert.doesNotMatch(readFileSync(join(study, "sweep.html"), "utf8"), /report\.html/);
  await report.run(environment, { result: "study/study.json", ...asked, points: true });
  assert.match(readFileSync(join(study, "sweep.html"), "utf8"), /href="points\/1-10\/report\.html"/);
  assert.ok(readdirSync(join(study, "points/1-10")).includes("report.html"));
});

test("report --out writes a study's files elsewhere, and refuses what only a result has", async (context) => {
  const { environment, folder } = await studied(context);
  await report.run(environment, { result: "study", ...asked, out: "other" });
  assert.deepEqual(readdirSync(join(folder, "other")).sort(), ["sweep.csv", "sweep.html", "sweep.md"]);
  await assert.rejects(report.run(environment, { result: "study", ...asked, format: ["html"] }), /is a study/);
  await assert.rejects(report.run(environment, { result: "study", ...asked, print: true, points: true }), /--points/);
  await assert.rejects(
    report.run(environment, { result: "study/points/1-10", ...asked, points: true }),
    /is no study, and only a study has points/,
  );
});
