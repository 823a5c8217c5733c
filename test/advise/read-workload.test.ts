import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { readWorkload } from "../../src/advise/read-workload.js";
import { meanPerSecond } from "../../src/advise/workload.js";
import { PushbenchError } from "../../src/errors.js";

const needed = ["flow=ingest", "clients=3", "perSecond=2"];

async function problemsOf(sets: readonly string[], file?: { path: string; shown: string }): Promise<string[]> {
  const error = await readWorkload(file, sets).then(
    () => assert.fail("it was taken"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof PushbenchError && error.code === "workload-invalid");
  return error.problems.map(({ at, message }) => `${at}: ${message}`);
}

test("what is not said has a default, and recipients follow from the flow", async () => {
  const ingest = await readWorkload(undefined, needed);
  assert.deepEqual(ingest, {
    ...{ flow: "ingest", clients: 3, recipients: 1, perSecond: 2, peakPerSecond: 2, peakHoursPerDay: 2 },
    ...{ payloadBytes: 1024, lossless: true, publicEndpoint: true, tls: true },
  });
  const recipientsOf = async (...sets: string[]): Promise<number> =>
    (await readWorkload(undefined, [...needed, ...sets])).recipients;
  assert.equal(await recipientsOf("flow=broadcast", "clients=500"), 500);
  assert.equal(await recipientsOf("flow=relay", "clients=500"), 9);
  assert.equal(await recipientsOf("flow=relay", "clients=4"), 3);
  assert.equal(await recipientsOf("flow=relay", "clients=4", "recipients=1"), 1);
});

test("the mean of a month has the hours of the peak", async () => {
  const found = await readWorkload(undefined, [...needed, "peakPerSecond=50", "peakHoursPerDay=6"]);
  assert.equal(meanPerSecond(found), 14); // 18 hours of 2 and 6 of 50
});

test("a file and --set go together, and what is typed wins", async (context) => {
  const folder = mkdtempSync(path.join(tmpdir(), "pushbench-workload-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = { path: path.join(folder, "mine.yaml"), shown: "mine.yaml" };
  writeFileSync(file.path, "flow: relay\nclients: 20\nperSecond: 3\ntls: false\n");
  const found = await readWorkload(file, ["clients=40"]);
  assert.deepEqual([found.flow, found.clients, found.tls], ["relay", 40, false]);
  writeFileSync(file.path, "flow: relay\nclients: none\nperSeconds: 3\n");
  const problems = await problemsOf(["tls=perhaps"], file);
  assert.equal(problems.length, 4, problems.join("\n"));
  assert.match(problems.join("\n"), /mine\.yaml:2 clients: must be a whole number/);
  assert.match(problems.join("\n"), /mine\.yaml:3 perSeconds: is not known here\. Did you mean "perSecond"\?/);
  assert.match(problems.join("\n"), /--set tls=perhaps: must be/);
  writeFileSync(file.path, "- a list\n");
  assert.match((await problemsOf([], file))[0]!, /mine\.yaml: must be a map/);
  assert.match((await problemsOf([], { path: path.join(folder, "none.yaml"), shown: "none.yaml" }))[0]!, /none\.yaml/);
});

test("what contradicts itself is refused, each with its place", async () => {
  const cases: [sets: string[], problem: RegExp][] = [
    [[...needed, "recipients=2"], /--set recipients=2: belongs to flow relay alone/],
    [[...needed, "peakPerSecond=1"], /--set peakPerSecond=1: must not be below perSecond/],
    [["flow=relay", "clients=1", "perSecond=1"], /--set clients=1: must be at least 2/],
    [["flow=relay", "clients=3", "perSecond=1", "recipients=3"], /recipients=3: must be less than clients/],
    [[...needed, "perSecond"], /--set perSecond: must be path=value/],
  ];
  for (const [sets, problem] of cases) assert.match((await problemsOf(sets)).join("\n"), problem);
});
