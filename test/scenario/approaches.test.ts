import assert from "node:assert/strict";
import { test } from "node:test";
import type { Flow } from "../../src/flow.js";
import type { ApproachRecord } from "../../src/result/result.js";
import { builtInApproachNames, namesOf, selectApproaches } from "../../src/scenario/approaches.js";
import { type AnyCard, transports } from "../../src/transports/registry.js";

const own: ApproachRecord = { name: "webhook", transport: "webhook", config: { connection: "keep-alive", mine: true } };
const scenario = { name: "x", flow: "ingest" as const, approaches: [own] };

test("approaches are picked in the order given, the scenario's own before built-ins of the same name", async () => {
  const selected = await selectApproaches(scenario, ["websocket-deflate", "webhook"]);
  assert.equal(selected.name, "x");
  assert.deepEqual(
    selected.approaches.map(({ name }) => name),
    ["websocket-deflate", "webhook"],
  );
  assert.equal(selected.approaches[1], own);
  assert.equal(selected.approaches[0]?.config.deflate, true);
  assert.equal(typeof selected.approaches[0]?.config.heartbeatSeconds, "number", "defaults are filled in");
  assert.deepEqual(scenario.approaches, [own], "the scenario itself is left as it was");
});

test("an approach that is neither is answered with the nearest and the list", async () => {
  await assert.rejects(selectApproaches(scenario, ["webhook", "web-socket"]), {
    code: "usage",
    message: 'There is no approach "web-socket". Did you mean "websocket"?',
    hint: `Available: ${builtInApproachNames.join(", ")}.`,
  });
});

test("an approach cannot take part twice", async () => {
  await assert.rejects(selectApproaches(scenario, ["webhook", "webhook"]), {
    code: "usage",
    message: 'Approach "webhook" is named twice.',
  });
});

test("an approach whose transport has no part in the flow is refused, with the reason", async () => {
  const unplayable = Object.entries<AnyCard>(transports).flatMap(([transport, { approaches, cannotPlay }]) =>
    Object.entries(cannotPlay ?? {}).map(([flow, why]) => ({
      name: Object.keys(approaches)[0]!,
      transport,
      flow,
      why,
    })),
  );
  assert.ok(unplayable.some(({ transport, flow }) => transport === "sse" && flow === "ingest"));
  for (const { name, flow, why } of unplayable) {
    await assert.rejects(selectApproaches({ ...scenario, flow: flow as Flow }, [name]), {
      code: "usage",
      message: `"${name}" cannot play flow ${flow}: ${why}.`,
    });
  }
  await selectApproaches({ ...scenario, flow: "relay" as const }, ["sse"]);
});

test("a name like those of every object is not taken for a built-in", async () => {
  await assert.rejects(selectApproaches(scenario, ["constructor"]), { code: "usage" });
});

test("a list of names may have blanks, as people write it", () => {
  assert.deepEqual(namesOf(" webhook, websocket ,"), ["webhook", "websocket"]);
  assert.deepEqual(namesOf(" , "), []);
});
