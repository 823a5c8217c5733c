/** What the reader of a gate is told of services of the user's own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withCommand } from "../../src/arms/arms.js";
import { meaningOf } from "../../src/arms/own-services.js";
import { type PlayRequest, play } from "../../src/arms/play.js";
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

test("a version of the service is not asked to be several processes, and a command never is", async () => {
  const scenario = await load("payment", 'approaches={"webhook":{"transport":"webhook","service":{"processes":2}}}');
  await assert.rejects(
    play({ scenario } as PlayRequest, ["base", "head"], { base: "old.js" }, () => true),
    /A gate cannot play webhook in 2 processes/,
  );
  const { approaches } = withCommand(scenario, "node server.js");
  assert.ok(approaches.every((one) => one.service !== undefined && !("processes" in one)));
});
