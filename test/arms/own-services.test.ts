/** What the reader of a gate is told of services of the user's own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { meaningOf } from "../../src/arms/own-services.js";
import { loadScenario, type Scenario } from "../../src/scenario/load.js";

const TWO = 'approaches={"webhook":{},"websocket":{}}';
const load = (name: string, ...overrides: string[]) => loadScenario(name, { directories: ["scenarios"], overrides });
const withOwn = (scenario: Scenario, names = scenario.approaches.map(({ name }) => name)): Scenario => ({
  ...scenario,
  approaches: scenario.approaches.map((one) =>
    names.includes(one.name) ? { ...one, service: { command: "node server.js" } } : one,
  ),
});

test("a reader is told that an ingest's latency is to the acknowledgement; in a relay the clients see more", async () => {
  const payment = await load("payment", TWO);
  assert.match(meaningOf(withOwn(payment)).join(), /^The services are your own: .* latency is to the acknowledgement/);
  assert.doesNotMatch(meaningOf(withOwn(await load("chat"))).join(), /acknowledgement/);
  assert.match(meaningOf(withOwn(payment, ["webhook"])).join(), /^Services of your own play webhook: /);
  const [webhook, ...others] = payment.approaches;
  const reached = { ...payment, approaches: [{ ...webhook!, service: { url: "http://localhost:1" } }, ...others] };
  assert.match(meaningOf(reached).join(), / Those of webhook are unknown\. /);
  assert.deepEqual(meaningOf(payment), []);
});
