import assert from "node:assert/strict";
import { test } from "node:test";
import { measureCosts } from "../../../scripts/micro/measure.js";
import { type Operation, sampleEvents } from "../../../scripts/micro/operation.js";
import { operationEntries } from "../../../scripts/micro/operations/all.js";

const BRIEF = { rounds: 2, turnMs: 2 };

test("an event of each size has that size, and no two in turn are alike", () => {
  for (const payloadBytes of [100, 1_000, 10_000]) {
    const { bodies, bodyBytes } = sampleEvents(payloadBytes);
    const data = bodies.map((body) => JSON.stringify(JSON.parse(body.toString()).data));
    assert.deepEqual([...new Set(data.map((text) => text.length))], [payloadBytes]);
    assert.equal(new Set(data).size, bodies.length);
    assert.ok(bodies.every((body) => body.length === bodyBytes));
  }
});

test("every operation does its work at every size, and closes what it opened", async () => {
  const costs = await measureCosts(operationEntries, [100, 10_000], { rounds: 1, turnMs: 0 }, () => {});
  for (const { operation, cpuNs, lowNs, highNs } of costs) {
    assert.ok(cpuNs > 0 && lowNs <= cpuNs && cpuNs <= highNs, operation.name);
  }
  const expected = operationEntries.reduce((sum, [, { sized }]) => sum + (sized ? 2 : 1), 0);
  assert.equal(costs.length, expected);
});

test("turns count up without a gap, over batches and rounds, for promises too", async () => {
  for (const answer of [(): unknown => 1, (): unknown => Promise.resolve(1)]) {
    const turns: number[] = [];
    let closed = 0;
    const counting: Operation = {
      name: "counting",
      place: "service",
      sized: false,
      prepare: () => ({
        run(turn) {
          turns.push(turn);
          return answer();
        },
        close: () => closed++,
      }),
    };
    const [cost] = await measureCosts([["counting", counting]], [100, 1_000], BRIEF, () => {});
    assert.equal(cost?.payloadBytes, undefined);
    assert.ok(turns.every((turn, i) => turn === i));
    assert.equal(closed, 1);
  }
});

test("an operation that fails stops the run, and what was opened is closed", async () => {
  let closed = 0;
  const failing: Operation = {
    name: "failing",
    place: "service",
    sized: false,
    prepare: () => ({
      run() {
        throw new Error("no such luck");
      },
      close: () => closed++,
    }),
  };
  await assert.rejects(
    measureCosts([["failing", failing]], [100], BRIEF, () => {}),
    /no such luck/,
  );
  assert.equal(closed, 1);
});
