/** A scenario that a program spells out is the one that a file would be, with the same problems. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PushbenchError } from "../../src/errors.js";
import { defineScenario, type ScenarioInput } from "../../src/scenario/define.js";
import { loadScenario } from "../../src/scenario/load.js";
import { folderOf } from "./scenario-file.js";

const minimal: ScenarioInput = {
  name: "x",
  title: "Test",
  source: "the test",
  flow: "relay",
  clients: 20,
  rooms: { size: 5 },
  arrivals: { executor: "poisson-arrival-rate", perSecond: 100 },
  payload: { template: "chat-message", bytes: 300 },
  approaches: { webhook: null, mine: { transport: "websocket" } },
};

async function problemsOf(input: unknown): Promise<{ message: string; problems: string[] }> {
  const error = await defineScenario(input as ScenarioInput).then(
    () => assert.fail("the scenario was taken for valid"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof PushbenchError, String(error));
  assert.equal(error.code, "scenario-invalid");
  return { message: error.message, problems: error.problems.map(({ at, message }) => `${at}: ${message}`) };
}

test("it is what the same file gives, and the input stays as it was", async (context) => {
  const before = structuredClone(minimal);
  const { name, ...inFile } = minimal;
  const folder = await folderOf(context, { "x.json": JSON.stringify(inFile) });
  const { file, ...loaded } = await loadScenario("./x.json", { directories: [], cwd: folder });
  const { file: none, ...defined } = await defineScenario(minimal);
  assert.deepEqual(defined, loaded);
  assert.deepEqual([name, file, none], ["x", "x.json", ""]);
  assert.deepEqual(minimal, before);
});

test("all problems are told, in the words of a file and by their paths", async (context) => {
  const wrong = { ...minimal, titel: "x", clients: 0, rooms: { size: 1 }, approaches: { nothing: null } };
  const { name: _, ...inFile } = wrong;
  const folder = await folderOf(context, { "x.json": JSON.stringify(inFile) });
  const ofFile = (await loadScenario("./x.json", { directories: [], cwd: folder }).catch(
    (error) => error,
  )) as PushbenchError;
  const { message, problems } = await problemsOf(wrong);
  assert.equal(message, `${problems.length} problems in the scenario x`);
  const told = ofFile.problems.map(({ at, message }) => `${at.replace(/^x\.json:1 ?/, "")}: ${message}`);
  assert.deepEqual([...problems].sort(), told.sort());
  assert.ok(problems.length >= 4, problems.join("\n"));
});

test("a name that no folder can have, what holds itself and what is no object are refused", async () => {
  assert.deepEqual(await problemsOf({ ...minimal, name: "../x" }), {
    message: "1 problem in the scenario",
    problems: ["name: must be named with letters, digits, -, _ and ."],
  });
  const endless: Record<string, unknown> = { ...minimal };
  endless.payload = { template: "chat-message", bytes: endless };
  assert.match((await problemsOf(endless)).problems.join(), /^payload\.bytes: holds itself/);
  assert.deepEqual((await problemsOf([])).problems, ["the scenario: must be an object: name, title, source, …"]);
});
