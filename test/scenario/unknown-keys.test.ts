/** A key that nobody reads is a setting that somebody believes in: it is an error wherever it stands. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readDocument } from "../../src/scenario/document.js";
import { listScenarios } from "../../src/scenario/load.js";
import { isRecord } from "../../src/scenario/plain.js";
import { expandBuiltIns } from "../../src/scenario/spell-out.js";
import { validateScenario } from "../../src/scenario/validate.js";

const STRAY = "zzz";

/** What the shipped scenarios do not say: between them every map that a scenario may hold. */
const more = `
title: Everything
source: the test
flow: relay
clients: 20
rooms: { size: 5 }
arrivals: { executor: ramping-arrival-rate, startPerSecond: 1, stages: [{ durationSeconds: 1, perSecond: 2 }] }
payload: { template: chat-message, bytes: { p0: 10, p50: 20, p100: 30 } }
approaches:
  a: { transport: webhook, retries: { schedule: [1, 2] } }
  b: { transport: websocket, reconnect: { minSeconds: 1 }, slowConsumer: { policy: disconnect } }
objectives: { latencyP50Ms: 1 }
gate: { metrics: { latency-p99: { role: gate } } }
network: { roundTripMs: 1, bytesPerSecond: 100000 }
run: { rounds: 6 }
`;

/** The map itself and every map in it, each with its path. */
function* mapsOf(value: unknown, path: string[] = []): Generator<{ path: string[]; map: Record<string, unknown> }> {
  if (isRecord(value)) yield { path, map: value };
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* mapsOf(inner, [...path, key]);
}

const texts = [
  ...(await listScenarios({ directories: ["scenarios"] })).map(({ file }) => readFileSync(file, "utf8")),
  more,
];

test("a stray key is refused in every map of every scenario", async () => {
  const accepted: string[] = [];
  let maps = 0;
  for (const text of texts) {
    const { value } = readDocument(text);
    expandBuiltIns(value);
    assert.ok("scenario" in (await validateScenario(value)), "valid without it");
    for (const { path, map } of mapsOf(value)) {
      maps++;
      map[STRAY] = 1;
      const validated = await validateScenario(value);
      const issues = "issues" in validated ? validated.issues : [];
      if (!issues.some((issue) => issue.path.includes(STRAY) || issue.message.includes(STRAY)))
        accepted.push(`${path.join(".")}: ${JSON.stringify(issues)}`);
      delete map[STRAY];
    }
  }
  assert.ok(maps > 100, `${maps} maps`);
  assert.deepEqual(accepted, []);
});
