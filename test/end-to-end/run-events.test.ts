/** A run of two arms as the gate plays it: what its listeners are told, and that a failing one costs nothing. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { withArms } from "../../src/arms/arms.js";
import { runBench } from "../../src/bench/bench.js";
import type { RunEvent } from "../../src/bench/run-events.js";
import { renderReports } from "../../src/reporters/registry.js";
import { selectApproaches } from "../../src/scenario/approaches.js";
import { loadScenario } from "../../src/scenario/load.js";
import { scratchFolder } from "./processes.js";

const overrides = ["clients=4", "run.rounds=2", "run.start=cold", "run.measureSeconds=0.5", "run.sliceSeconds=0.25"];

test("a run tells of its start, rounds, slices and end in order, by address, until it is asked to stop", async (context) => {
  const loaded = await loadScenario("payment", { directories: ["scenarios"], overrides });
  const scenario = withArms(await selectApproaches(loaded, ["webhook"]), ["base", "head"]);
  const heard: RunEvent[] = [];
  let failures = 0;
  const failing = (event: RunEvent): void => {
    if (event.type !== "slice-finished") return;
    failures++;
    throw new Error("a defect of this listener");
  };
  const { result, file, failure } = await runBench({
    scenario,
    scenarioGiven: "payment",
    overrides,
    quick: true,
    directory: scratchFolder(context),
    pushbenchVersion: "0.0.0",
    entries: {
      service: path.resolve("dist/src/services/service-entry.js"),
      generator: path.resolve("dist/src/generators/generator-entry.js"),
    },
    generators: 1,
    port: 0,
    signal: new AbortController().signal,
    onlySlices: true,
    listeners: [failing, (event) => void heard.push(event)],
    isEnough: ({ rounds }) => rounds.length === 1,
  });
  assert.equal(failure, undefined);
  assert.equal(failures, 1);
  const types = heard.map(({ type }) => type).filter((type) => type !== "warning");
  const slices = new Array<string>(4).fill("slice-finished");
  assert.deepEqual(types, ["run-started", "round-started", ...slices, "round-finished", "run-ended"]);
  const arms = heard.flatMap((event) => (event.type === "slice-finished" ? [event.arm] : []));
  assert.deepEqual([...arms].sort(), ["base", "base", "head", "head"]);

  const written = JSON.parse(readFileSync(file.path, "utf8"));
  assert.equal(written.state, "complete");
  for (const where of [written.approaches, written.rounds[0].approaches]) {
    assert.deepEqual(
      where.map(({ name, approach, arm }: Record<string, string>) => [arm, name ?? approach]),
      [
        ["base", "webhook"],
        ["head", "webhook"],
      ],
    );
  }
  const summary = renderReports(result, ["summary-csv"])[0]!.text;
  assert.match(summary, /^payment,base webhook,webhook,ingest,/m);
  assert.match(summary, /^payment,head webhook,webhook,ingest,/m);
});
