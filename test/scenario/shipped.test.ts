import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { templateNames } from "../../src/events/templates.js";
import { executorOf } from "../../src/executors/registry.js";
import { deliveriesPerEvent, flowNames, SERVICE } from "../../src/flow.js";
import { scenarioJsonSchema } from "../../src/scenario/json-schema.js";
import { loadScenario } from "../../src/scenario/load.js";
import { useNames } from "../../src/scenario/uses.js";
import { NS_PER_SECOND } from "../../src/units.js";
import { scenarioText } from "./scenario-file.js";

const names = readdirSync("scenarios").flatMap((file) => (file.endsWith(".yaml") ? [file.slice(0, -5)] : []));
const schema = JSON.parse(readFileSync("scenarios/scenario.schema.json", "utf8")) as object;
const conforms = new Ajv({ allErrors: true, strict: false }).compile(schema);

const withFaults = ["flaky-receiver", "network-cut", "order-book", "outage", "reconnect-storm", "slow-consumer"];

test("the shipped scenarios are there and cover every flow", async () => {
  const ordinary = [
    ...[
      "chat",
      "ci-deployment",
      "collaborative-editing",
      "comment-notifications",
      "data-sync",
      "github-events",
      "idle",
    ],
    ...["keep-alive-cliff", "live-scores", "online-game", "payment", "slack-app", "stock-ticker", "stripe"],
    ...["telemetry", "trello"],
  ];
  assert.deepEqual(names, [...ordinary, ...withFaults].sort());
  const scenarios = await Promise.all(names.map((name) => loadScenario(name, { directories: ["scenarios"] })));
  assert.deepEqual([...new Set(scenarios.map(({ flow }) => flow))].sort(), [...flowNames].sort());
  assert.deepEqual(
    scenarios.filter(({ faults }) => faults !== undefined).map(({ name }) => name),
    withFaults,
  );
});

test("every use has a scenario, and every scenario says what it stands for, by a use and a description", async () => {
  const scenarios = await Promise.all(names.map((name) => loadScenario(name, { directories: ["scenarios"] })));
  assert.deepEqual(new Set(scenarios.map(({ use }) => use)), new Set(useNames));
  for (const { name, description = "", source } of scenarios) {
    assert.ok(description.length > 100 && source.length > 60, name);
  }
});

test("every scenario in which nothing breaks has objectives, but the ones without events and with policies to compare", async () => {
  const scenarios = await Promise.all(names.map((name) => loadScenario(name, { directories: ["scenarios"] })));
  const without = scenarios.filter(({ objectives }) => Object.keys(objectives).length === 0);
  assert.deepEqual(
    without.map(({ name }) => name),
    ["idle", "slow-consumer"],
  );
});

for (const name of names) {
  const text = readFileSync(join("scenarios", `${name}.yaml`), "utf8");

  test(`scenarios/${name}.yaml is valid, for the loader and for editors`, async () => {
    await loadScenario(name, { directories: ["scenarios"] });
    assert.ok(conforms(parse(text)), JSON.stringify(conforms.errors, null, 2));
    assert.match(text, /^# yaml-language-server: \$schema=\.\/scenario\.schema\.json\n/);
  });

  test(`scenarios/${name}.yaml leaves a core of headroom: webhooks would take at most 40 % of it`, async () => {
    const { arrivals, clients, flow, roomSize = 1, run } = await loadScenario(name, { directories: ["scenarios"] });
    const executor = executorOf(arrivals);
    assert.ok(executor.loop === "open");
    const eventsPerSecond = executor.expectedEvents(arrivals, run.measureSeconds * NS_PER_SECOND) / run.measureSeconds;
    const sender = flow === "broadcast" ? SERVICE : 0;
    const deliveriesPerSecond = eventsPerSecond * deliveriesPerEvent({ flow, clients, roomSize }, sender);
    const cpuSecondsPerWebhook = 150e-6; // measured: 100 to 150 µs of service CPU a delivery
    assert.ok(deliveriesPerSecond * cpuSecondsPerWebhook <= 0.4, `${deliveriesPerSecond} deliveries/s`);
  });
}

test("scenarios/scenario.schema.json is what the source says (npm run generate)", async () => {
  assert.deepEqual(schema, JSON.parse(JSON.stringify(await scenarioJsonSchema())));
});

test("the JSON Schema refuses what the loader refuses for shape", () => {
  const bad: Parameters<typeof scenarioText>[0][] = [
    { title: undefined },
    { clients: "clients: 1.5" },
    { clients: "cleints: 5" },
    { flow: "flow: really" },
    { rooms: "rooms: { size: 1 }" },
    { arrivals: "arrivals: { executor: poisson, perSecond: 1 }" },
    { payload: "payload: { template: nothing, bytes: 5 }" },
    { payload: "payload: { template: payment, bytes: { median: 5 } }" },
    { approaches: "approaches: { mine: { transport: carrier-pigeon } }" },
    { approaches: "approaches: { mine: { transport: webhook, conection: new } }" },
    { approaches: "approaches: { mine: {} }" },
    { approaches: "approaches: {}" },
    { run: "run: { rounds: 0 }" },
  ];
  for (const changes of bad) assert.ok(!conforms(parse(scenarioText(changes))), JSON.stringify(changes));
  assert.ok(conforms(parse(scenarioText())), JSON.stringify(conforms.errors));
  assert.ok(conforms(parse(scenarioText({ approaches: "approaches: { websocket-deflate: {}, webhook: }" }))));
});

test("every template is one that a scenario may name", () => {
  for (const template of templateNames) {
    assert.ok(conforms(parse(scenarioText({ payload: `payload: { template: ${template}, bytes: 300 }` }))), template);
  }
});
