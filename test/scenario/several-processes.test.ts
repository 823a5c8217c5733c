/** What is refused of a service in several processes, each with its reason and a way out, and what is not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PushbenchError } from "../../src/errors.js";
import { loadScenario } from "../../src/scenario/load.js";

const IN_TWO = (name: string) => `approaches.${name}.service.processes=2`;

async function problemsOf(scenario: string, ...overrides: string[]): Promise<string[]> {
  try {
    await loadScenario(scenario, { directories: ["scenarios"], overrides });
    return [];
  } catch (error) {
    assert.ok(error instanceof PushbenchError);
    return error.problems.map(({ message }) => message);
  }
}

const table: [what: string, scenario: string, overrides: string[], refused: RegExp | undefined][] = [
  ["webhooks of a relay", "chat", [IN_TWO("webhook")], undefined],
  ["WebSockets of a relay", "chat", [IN_TWO("websocket")], undefined],
  ["both in a broadcast", "stock-ticker", [IN_TWO("webhook"), IN_TWO("websocket")], undefined],
  ["both in an ingest", "github-events", [IN_TWO("webhook"), IN_TWO("websocket")], undefined],
  ["at most once", "chat", [IN_TWO("websocket"), "guarantee=at-most-once"], undefined],
  ["over TLS", "chat", [IN_TWO("websocket"), IN_TWO("webhook"), "tls=true"], undefined],
  [
    "one process, whoever it is",
    "chat",
    ['approaches={"sse":{"transport":"sse","service":{"processes":1}}}'],
    undefined,
  ],
  [
    "a transport that says it cannot",
    "chat",
    ['approaches={"sse":{"transport":"sse","service":{"processes":2}}}'],
    /must be 1, got 2: what a client posts.*take it out, or compare websocket$/,
  ],
  ["a network", "chat", [IN_TWO("websocket"), 'network={"roundTripMs":5}'], /^must be 1 with a network.*one relay/],
  ["a cut network", "network-cut", [IN_TWO("webhook")], /^must be 1 with network-cut, got 2: one relay leads/],
  ["a killed service", "outage", [IN_TWO("websocket")], /^must be 1 with service-killed.*processes=1\)/],
  ["errors at a shared port", "flaky-receiver", [IN_TWO("webhook")], /^must be 1 with errors.*counted by each process/],
  ["errors where a client keeps to its process", "flaky-receiver", [IN_TWO("websocket")], undefined],
  ["clients that come back", "reconnect-storm", [IN_TWO("webhook"), IN_TWO("websocket")], undefined],
  ["no process", "chat", ["approaches.webhook.service.processes=0"], /from 1 to 64, got 0$/],
  [
    "an own service",
    "chat",
    ['approaches.webhook.service={"command":"node x","processes":2}'],
    /^must be \{ command, cwd, env, port, ready \} or \{ url, pid, cgroup \} or \{ processes \}, got/,
  ],
];

for (const [what, scenario, overrides, refused] of table) {
  test(`several processes: ${what}${refused ? " is refused" : ""}`, async () => {
    const problems = await problemsOf(scenario, ...overrides);
    if (refused === undefined) assert.deepEqual(problems, []);
    else assert.ok(problems.length > 0 && problems.every((one) => !one.includes("undefined")), problems.join("\n"));
    if (refused !== undefined) assert.match(problems.find((one) => refused.test(one)) ?? problems.join("\n"), refused);
  });
}

test("an approach's record says in how many processes, unless it is one", async () => {
  const load = async (processes: number) => {
    const overrides = [`approaches.webhook.service.processes=${processes}`];
    const { approaches } = await loadScenario("chat", { directories: ["scenarios"], overrides });
    return approaches.find(({ name }) => name === "webhook")!;
  };
  const [two, one] = [await load(2), await load(1)];
  assert.equal(two.processes, 2);
  assert.ok(!("service" in two) && !("processes" in one) && !("service" in one));
});
