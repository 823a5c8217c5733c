/** What can be played with services of the user's own, and what is refused: before anything starts, all at once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { meaningOf, requirePlayable } from "../../src/arms/own-services.js";
import { PushbenchError } from "../../src/errors.js";
import { loadScenario } from "../../src/scenario/load.js";

const load = (name: string, ...overrides: string[]) => loadScenario(name, { directories: ["scenarios"], overrides });

async function refused(name: string, ...overrides: string[]): Promise<string[]> {
  const scenario = await load(name, ...overrides);
  try {
    requirePlayable(scenario);
    return [];
  } catch (error) {
    assert.ok(error instanceof PushbenchError);
    assert.deepEqual([error.code, error.exitCode], ["own-service-unplayable", 2]);
    return error.problems.map(({ at }) => at);
  }
}

const ONE = (transport: string) => `approaches={"mine":{"transport":"${transport}"}}`;

test("ingest by both transports, relay by WebSocket", async () => {
  assert.deepEqual(await refused("payment"), []);
  assert.deepEqual(await refused("chat", ONE("websocket")), []);
  assert.deepEqual(await refused("payment", ONE("webhook"), "guarantee=at-most-once"), []);
  assert.deepEqual(await refused("chat", ONE("websocket"), "guarantee=at-most-once"), []);
});

test("what only a reference service can do is named", async () => {
  assert.deepEqual(await refused("stock-ticker"), ["flow"]);
  assert.deepEqual(await refused("chat"), ["approaches.webhook"]);
  assert.deepEqual(await refused("payment", ONE("websocket"), "guarantee=at-most-once"), ["approaches.mine"]);
  assert.deepEqual(await refused("payment", 'objectives={"exactlyAsSentOrder":true}'), [
    "objectives.exactlyAsSentOrder",
  ]);
  assert.ok((await refused("outage")).includes("faults"));
});

test("a reader is told that an ingest's latency is to the acknowledgement; in a relay the clients see more", async () => {
  assert.match(meaningOf(await load("payment")).join(), /latency is to the acknowledgement/);
  assert.doesNotMatch(meaningOf(await load("chat")).join(), /acknowledgement/);
});
