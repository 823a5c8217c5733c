/** Anchors, aliases, merge keys and x- fields, as compose files use them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadScenario } from "../../src/scenario/load.js";
import { folderOf, scenarioText } from "./scenario-file.js";

const approaches = `x-hook: &hook { transport: webhook, timeoutSeconds: 5 }
approaches:
  signed: *hook
  unsigned:
    <<: *hook
    signature: none
  slow:
    <<: [{ timeoutSeconds: 9 }, *hook]`;

const load = async (folder: string, overrides: string[] = []) =>
  Object.fromEntries(
    (await loadScenario("x.yaml", { directories: [], cwd: folder, overrides })).approaches.map(({ name, config }) => [
      name,
      [config.timeoutSeconds, config.signature],
    ]),
  );

test("what is merged counts, what stands beside it counts more, and the first of several sources wins", async (context) => {
  const folder = await folderOf(context, { "x.yaml": scenarioText({ approaches }) });
  assert.deepEqual(await load(folder), {
    signed: [5, "standard-webhooks"],
    unsigned: [5, "none"],
    slow: [9, "standard-webhooks"],
  });
});

test("an override changes the one place that it names, not all that share an anchor", async (context) => {
  const folder = await folderOf(context, { "x.yaml": scenarioText({ approaches }) });
  const { signed, unsigned } = await load(folder, ["approaches.signed.timeoutSeconds=7"]);
  assert.deepEqual([signed?.[0], unsigned?.[0]], [7, 5]);
});

test("what is wrong in an anchor is told where it is written", async (context) => {
  const wrong = approaches.replace("timeoutSeconds: 5", "timoutSeconds: 5");
  const folder = await folderOf(context, { "x.yaml": scenarioText({ approaches: wrong }) });
  await assert.rejects(load(folder), (error: Error & { problems: { at: string; message: string }[] }) => {
    assert.match(error.problems[0]!.at, /^x\.yaml:8 approaches\.\w+\.timoutSeconds$/);
    assert.match(error.problems[0]!.message, /^is not known here\. Did you mean "timeoutSeconds"\?/);
    return true;
  });
});

test("x- fields are the author's at the top only, and nothing can be set in them", async (context) => {
  const folder = await folderOf(context, { "x.yaml": scenarioText({ run: "run: { x-mine: 1 }" }) });
  await assert.rejects(load(folder), /1 problem in x\.yaml/);
  const top = await folderOf(context, { "x.yaml": scenarioText() });
  await assert.rejects(load(top, ["x-mine=1"]), /1 problem in x\.yaml/);
});
