/**
 * What `npm run generate` writes is what is there. On the reference page every example is a scenario that the loader takes, and
 * nothing of the registries is missing.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { exampleOf } from "../../scripts/generate/example.js";
import { generatedFiles } from "../../scripts/generate/generated-files.js";
import { jsonSchemaOf } from "../../scripts/generate/json-schema.js";
import { allowedBy, settingsTable } from "../../scripts/generate/settings-table.js";
import { templateNames } from "../../src/events/templates.js";
import { executorNames } from "../../src/executors/registry.js";
import { faultNames } from "../../src/faults/registry.js";
import { flowNames } from "../../src/flow.js";
import { builtInApproachNames } from "../../src/scenario/approaches.js";
import { expandBuiltIns } from "../../src/scenario/spell-out.js";
import { validateScenario } from "../../src/scenario/validate.js";
import { positiveInt, z } from "../../src/schema.js";
import { transportNames } from "../../src/transports/registry.js";
import { scenarioText } from "../scenario/scenario-file.js";

const page = readFileSync("docs/reference.md", "utf8");
const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading!.replaceAll("`", ""));

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, "")
    .replaceAll(" ", "-");

/** What is wrong with an example in whichever flow has the least against it. */
async function problemsOf(example: object): Promise<unknown[]> {
  const inFlows = flowNames.map(async (flow) => {
    const rooms = flow === "relay" ? {} : { rooms: null };
    const scenario = { ...(parse(scenarioText()) as object), flow, ...rooms, ...example };
    expandBuiltIns(scenario);
    const validated = await validateScenario(scenario);
    return "issues" in validated ? validated.issues : [];
  });
  const [fewest] = (await Promise.all(inFlows)).sort((a, b) => a.length - b.length);
  return fewest!;
}

test("files that are derived from the source are what it says", async () => {
  for (const [file, text] of Object.entries(await generatedFiles()))
    assert.ok(
      readFileSync(file, "utf8") === text,
      `${file} is stale. Run \`npm run generate\` and commit the result (\`git diff ${file}\`).`,
    );
});

test("every example of the reference is a scenario, or belongs into one as it stands", async () => {
  const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);
  assert.ok(blocks.length > executorNames.length + faultNames.length + transportNames.length);
  for (const text of blocks) assert.deepEqual(await problemsOf(parse(text) as object), [], text);
  assert.notDeepEqual(await problemsOf({ run: { round: 6 } }), [], "the test can fail");
});

test("the reference has a section for each executor, fault and transport, and a row for each template and built-in", () => {
  const sections = [...executorNames, ...faultNames, ...transportNames.map((name) => `transport: ${name}`)];
  assert.deepEqual(
    sections.filter((name) => !headings.includes(name)),
    [],
  );
  const rows = [...templateNames, ...builtInApproachNames, ...flowNames];
  assert.deepEqual(
    rows.filter((name) => !page.includes(`\n| \`${name}\` |`)),
    [],
  );
});

test("every link within the reference leads to one of its headings", () => {
  const anchors = headings.map(anchorOf);
  const targets = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, target]) => target!);
  assert.ok(targets.length > 5);
  assert.deepEqual(
    targets.filter((target) => !anchors.includes(target)),
    [],
  );
});

test("every key of the reference says what it means", () => {
  const rows = [...page.matchAll(/^\| `([^`]+)` \| ([^|]*) \|/gm)];
  assert.deepEqual(
    rows.filter(([, , meaning]) => meaning!.trim() === "").map(([, key]) => key),
    [],
  );
});

test("a table of settings tells paths, bounds, defaults and what is required", () => {
  const schema = jsonSchemaOf(
    z.strictObject({
      name: z.string().describe("Its name."),
      limits: z
        .strictObject({ most: positiveInt("The most.").max(9).default(5) })
        .prefault({})
        .describe("Its limits."),
      stages: z
        .array(z.strictObject({ how: z.enum(["a", "b"]).describe("How.") }))
        .describe("Its stages.")
        .optional(),
    }),
  );
  const lines = settingsTable(schema).split("\n").slice(2);
  assert.deepEqual(lines, [
    "| `name` | Its name. | text | required |",
    "| `limits` | Its limits. | the keys below |  |",
    "| `limits.most` | The most. | a whole number from 1 to 9 | `5` |",
    "| `stages` | Its stages. | the keys below |  |",
    "| `stages[].how` | How. | `a`, `b` | required |",
  ]);
  assert.equal(allowedBy({ anyOf: [{ type: "null" }, { type: "boolean" }] }), "`true`, `false`");
});

test("a setting without an example is named, with the way out", () => {
  const bare = jsonSchemaOf(z.strictObject({ perSecond: positiveInt("A rate.") }));
  assert.throws(() => exampleOf(bare, "new-executor"), /^Error: new-executor\.perSecond needs an example .*\.meta\(/);
});

test("the page of scenarios has a section for each shipped file, and every link within it leads to a heading", () => {
  const scenarios = readFileSync("docs/scenarios.md", "utf8");
  const anchors = [...scenarios.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));
  const files = readdirSync("scenarios").filter((file) => file.endsWith(".yaml"));
  assert.deepEqual(
    files.map((file) => file.slice(0, -".yaml".length)).filter((name) => !anchors.includes(name)),
    [],
  );
  const links = [...scenarios.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor!);
  assert.ok(links.length > files.length);
  assert.deepEqual(
    links.filter((anchor) => !anchors.includes(anchor)),
    [],
  );
});
