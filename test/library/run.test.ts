/** What a program may ask of a run: events, a folder, reports of its own; and what it is told when it asks for what there is not. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import {
  defineScenario,
  loadScenario,
  PushbenchError,
  type RunEvent,
  renderReports,
  runBench,
  type ScenarioInput,
} from "../../src/index.js";
import { scratchFolder } from "../end-to-end/processes.js";

const TINY: ScenarioInput = {
  name: "tiny",
  title: "A quarter of a second",
  source: "the test",
  flow: "ingest",
  clients: 1,
  arrivals: { executor: "constant-arrival-rate", perSecond: 100 },
  payload: { template: "payment", bytes: 300 },
  run: { rounds: 1, start: "cold", measureSeconds: 0.25, readySeconds: 30 },
};

const tiny = () => defineScenario(TINY);

const isError = (code: string, message: RegExp) => (error: unknown) =>
  error instanceof PushbenchError && error.code === code && message.test(error.message);

test("a run is read event by event from its start to its end, and writes what it was asked to", async (context) => {
  const directory = path.join(scratchFolder(context), "out");
  const heard: RunEvent[] = [];
  const run = runBench({
    scenario: await tiny(),
    approaches: ["websocket"],
    directory,
    listeners: [(event) => void heard.push(event)],
    reports: [
      (result) => renderReports(result, ["summary-csv"]),
      ({ state, rounds }) => [{ file: "own.txt", text: `${state}, ${rounds.length} round` }],
    ],
  });
  const read: RunEvent[] = [];
  for await (const event of run.events) read.push(event);
  const { result, failure, ...rest } = await run.outcome;
  assert.equal(failure, undefined);
  assert.deepEqual(rest, { directory });
  assert.deepEqual(read, heard);
  assert.deepEqual([read[0]?.type, read.at(-1)?.type], ["run-started", "run-ended"]);
  assert.deepEqual(readdirSync(directory).sort(), ["own.txt", "result.json", "summary.csv"]);
  assert.equal(readFileSync(path.join(directory, "own.txt"), "utf8"), "complete, 1 round");
  assert.ok(
    JSON.parse(readFileSync(path.join(directory, "result.json"), "utf8")).derived,
    "as the command line writes it",
  );
  assert.deepEqual([result.scenarioGiven, result.overrides], ["", []]);
  assert.deepEqual(
    result.approaches.map(({ name }) => name),
    ["websocket"],
  );
});

test("what cannot begin rejects by both ways, and leaves no folder", async (context) => {
  const directory = path.join(scratchFolder(context), "out");
  const missing = isError("scenario-not-found", /There is no scenario "chta"/);
  const run = runBench({ scenario: "chta", directory });
  await assert.rejects(async () => {
    for await (const event of run.events) assert.fail(event.type);
  }, missing);
  await assert.rejects(run.outcome, missing);

  const overridden = runBench({ scenario: await tiny(), overrides: ["clients=2"], directory });
  await assert.rejects(overridden.outcome, isError("usage", /is defined already/));
  const crowded = runBench({ scenario: await tiny(), generators: 2, directory });
  await assert.rejects(crowded.outcome, isError("usage", /^generators must be a whole number from 1 to 1, got 2\.$/));
  const fleet = { url: "nats://127.0.0.1:1", tokenFile: "no-such.token" };
  const both = runBench({ scenario: await defineScenario({ ...TINY, clients: 2 }), fleet, generators: 2, directory });
  await assert.rejects(
    both.outcome,
    isError("usage", /^`generators` are of this machine, and with `fleet` its workers/),
  );
  const idle = runBench({ scenario: await tiny(), fleet: { ...fleet, workers: 2 }, directory });
  await assert.rejects(idle.outcome, isError("usage", /^fleet\.workers must be a whole number from 1 to 1, got 2\.$/));
  const keyless = runBench({ scenario: await tiny(), fleet, directory });
  await assert.rejects(keyless.outcome, isError("usage", /no-such\.token cannot be read/));
  assert.deepEqual(readdirSync(path.dirname(directory)), []);
});

test("shipped scenarios are found from any folder, with overrides", async (context) => {
  const { name, clients } = await loadScenario("chat", { cwd: scratchFolder(context), overrides: ["clients=20"] });
  assert.deepEqual([name, clients], ["chat", 20]);
});
