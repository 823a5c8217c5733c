/** What can be played with services of the user's own, and what is refused: before anything starts, all at once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PushbenchError } from "../../src/errors.js";
import type { ServiceSource } from "../../src/result/service-source.js";
import { loadScenario, type Scenario } from "../../src/scenario/load.js";
import { requirePlayable, withDeliveriesBy } from "../../src/scenario/own-services.js";

const load = (name: string, ...overrides: string[]) => loadScenario(name, { directories: ["scenarios"], overrides });
const command: ServiceSource = { command: "node server.js" };

/** The scenario in which the services of these approaches, by default of all, are the user's own. */
function withOwn(scenario: Scenario, names = scenario.approaches.map(({ name }) => name)): Scenario {
  const approaches = scenario.approaches.map((one) => (names.includes(one.name) ? { ...one, service: command } : one));
  return { ...scenario, approaches };
}

async function problemsOf(scenario: Scenario): Promise<Record<string, string>> {
  try {
    await requirePlayable(scenario);
    return {};
  } catch (error) {
    assert.ok(error instanceof PushbenchError);
    assert.deepEqual([error.code, error.exitCode], ["own-service-unplayable", 2]);
    return Object.fromEntries(error.problems.map(({ at, message }) => [at, message]));
  }
}

const refused = async (name: string, ...overrides: string[]): Promise<string[]> =>
  Object.keys(await problemsOf(withOwn(await load(name, ...overrides))));

const TWO = 'approaches={"webhook":{},"websocket":{}}';
const ONE = (transport: string) => `approaches={"mine":{"transport":"${transport}"}}`;

test("ingest by both transports, relay by WebSocket", async () => {
  assert.deepEqual(await refused("payment"), []);
  assert.deepEqual(await refused("chat", ONE("websocket")), []);
  assert.deepEqual(await refused("payment", ONE("webhook"), "guarantee=at-most-once"), []);
  assert.deepEqual(await refused("chat", ONE("websocket"), "guarantee=at-most-once"), []);
});

test("what only a reference service can do is named", async () => {
  assert.deepEqual(await refused("payment", ONE("websocket"), "guarantee=at-most-once"), ["approaches.mine"]);
  assert.deepEqual(await refused("payment", 'objectives={"exactlyAsSentOrder":true}'), [
    "objectives.exactlyAsSentOrder",
  ]);
  assert.deepEqual(await refused("outage"), ["faults.0.kind"]);
});

test("a reference service beside an own one is judged by no order, and by no time where nothing acknowledges it", async () => {
  const objectives = 'objectives={"exactlyAsSentOrder":true,"latencyP99Ms":9}';
  const both = withOwn(await load("payment", TWO, "guarantee=at-most-once", objectives), ["webhook"]);
  const counted = (await withDeliveriesBy(both)).map(({ deliveriesBy }) => deliveriesBy);
  assert.deepEqual(counted, ["acknowledgement", "socket"]);
  const problems = await problemsOf(both);
  assert.deepEqual(Object.keys(problems), ["objectives.exactlyAsSentOrder", "objectives.latencyP99Ms"]);
  assert.match(problems["objectives.latencyP99Ms"]!, /of websocket there is no acknowledgement/);
  assert.deepEqual(await problemsOf(withOwn(await load("payment"), ["webhook"])), {});
});

test("deliveries of all approaches are counted alike as soon as one service of an ingest is the user's own", async () => {
  const counted = async (scenario: Scenario) =>
    (await withDeliveriesBy(scenario)).map(({ deliveriesBy }) => deliveriesBy);
  const payment = await load("payment", TWO);
  assert.deepEqual(await counted(payment), [undefined, undefined]);
  assert.deepEqual(await counted(withOwn(payment, ["webhook"])), ["acknowledgement", "acknowledgement"]);
  assert.deepEqual(await counted(withOwn(await load("chat", ONE("websocket")))), [undefined]);
});

test("where no acknowledgement comes back, nothing that needs a time can be asked", async () => {
  const silent = `approaches={"webhook":{},"mine":{"transport":"websocket","answer":"none","service":{"command":"node x"}}}`;
  const limits = 'objectives={"latencyP99Ms":10,"lost":0}';
  const payment = await load("payment", silent, limits, "guarantee=at-most-once");
  const counted = (await withDeliveriesBy(payment)).map(({ deliveriesBy }) => deliveriesBy);
  assert.deepEqual(counted, ["acknowledgement", "socket"]);
  assert.deepEqual(Object.keys(await problemsOf(payment)), ["objectives.latencyP99Ms"]);
  const cut = { kind: "network-cut", atSeconds: 1, forSeconds: 1, how: "reset" } as const;
  assert.deepEqual(Object.keys(await problemsOf({ ...payment, objectives: {}, faults: [cut] })), ["faults"]);
});

test("faults of the network and of clients need nothing of a service; what a service must do itself is refused", async () => {
  const payment = withOwn(await load("payment"));
  const faults = (...kinds: string[]) =>
    ({ ...payment, faults: kinds.map((kind) => ({ kind, atSeconds: 1, forSeconds: 1 })) }) as Scenario;
  const played = faults("network-cut", "network-delay", "network-throttle", "clients-dropped", "slow-consumers");
  assert.deepEqual(await problemsOf(played), {});
  const needed = faults("service-killed", "service-frozen", "errors", "slow-handler", "resets");
  assert.deepEqual(
    Object.keys(await problemsOf(needed)),
    [0, 1, 2, 3, 4].map((i) => `faults.${i}.kind`),
  );
});

test("a scenario that gives settings to nobody, or a service whose deliveries cannot be told, is refused when it is read", async () => {
  const problemOf = async (scenario: string, approaches: string): Promise<string> => {
    const error = await load(scenario, `approaches=${approaches}`).then(
      () => assert.fail("it was taken"),
      (reason: PushbenchError) => reason,
    );
    assert.equal(error.code, "scenario-invalid");
    return error.problems.map(({ at, message }) => `${at}: ${message}`).join();
  };
  const echo = await problemOf("payment", '{"mine":{"transport":"websocket","answer":"echo"}}');
  assert.match(echo, /mine.answer is for a service of your own: .*service: \{ command/);
  const ticker = '{"mine":{"transport":"websocket","service":{"command":"node server.js"}}}';
  assert.match(await problemOf("stock-ticker", ticker), /mine.* its events begin in the service/);
});

test("two services cannot have the same port, neither of two approaches nor of two arms", async () => {
  const scenario = await load("payment", TWO);
  const [one, two] = scenario.approaches.map((approach) => ({ ...approach, service: { command: "x", port: 5000 } }));
  const at = (approaches: Scenario["approaches"]) => problemsOf({ ...scenario, approaches });
  assert.deepEqual(await at([one!, { ...two!, service: { command: "x", port: 5001 } }]), {});
  assert.match(
    (await at([one!, two!]))["approaches.websocket.service.port"]!,
    /^5000 is also the port of webhook, and both run/,
  );
  const arms = await at([
    { ...one!, arm: "base" },
    { ...one!, arm: "head" },
  ]);
  assert.match(arms["approaches.webhook.service.port"]!, /^5000 is also the port of base webhook/);
});
