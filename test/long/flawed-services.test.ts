/** What is too rare for a check of a service, or nothing that a check looks at, shows in the ledger of a run. */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { defineScenario, runBench } from "../../src/index.js";
import { scratchFolder } from "../end-to-end/processes.js";
import { SERVER_TOKEN, type ServerFlaw } from "../stacks/a-server.js";

const FLAWED_SERVICE = fileURLToPath(new URL("../fixtures/flawed-service.js", import.meta.url));

const server = (flaw: ServerFlaw | "") => ({
  transport: "websocket",
  service: { command: `'${process.execPath}' '${FLAWED_SERVICE}' server '${flaw}'` },
  path: "/rooms/room-{{room}}",
  headers: { authorization: `Bearer ${SERVER_TOKEN}` },
});

test("a relay that drops one text in 20, and one that doubles one in 50, are found by what arrives", async (context) => {
  const run = runBench({
    scenario: await defineScenario({
      name: "flawed",
      title: "Rooms of two",
      source: "the test",
      flow: "relay",
      guarantee: "at-most-once",
      clients: 4,
      rooms: { size: 2 },
      arrivals: { executor: "constant-arrival-rate", perSecond: 200 },
      payload: { template: "chat-message", bytes: 300 },
      run: { rounds: 1, start: "cold", measureSeconds: 3, readySeconds: 30, drainSeconds: 0.5 },
      approaches: { sound: server(""), drops: server("drops one in 20"), doubles: server("doubles one in 50") },
    }),
    directory: path.join(scratchFolder(context), "out"),
    reports: [],
  });
  const { result, failure } = await run.outcome;
  assert.equal(failure, undefined);
  const found = result.rounds[0]!.approaches.map(({ approach, deliveries }) => {
    const { expected, lost, duplicates = 0 } = deliveries;
    return [approach, { expected, lost, duplicates }];
  });
  const expected = 600;
  // Events of the cold start count too, so which of them are dropped is not known to the event.
  assert.deepEqual(found, [
    ["sound", { expected, lost: 0, duplicates: 0 }],
    ["drops", { expected, lost: expected / 20, duplicates: 0 }],
    ["doubles", { expected, lost: 0, duplicates: expected / 50 }],
  ]);
});
