import assert from "node:assert/strict";
import { test } from "node:test";
import { stacked, stacks } from "../../../src/reporters/result-charts/cost-stacks.js";
import { costFigures } from "../../../src/reporters/result-charts/costs.js";
import { tabulate } from "../../../src/reporters/tables.js";
import type { Result } from "../../../src/result/result.js";
import { idleResultOf, part, resultOf } from "../fixture.js";

const namesOf = (result: Result): string[] => costFigures(tabulate(result)).map(({ name }) => name);

test("parts of a cost add up to the whole, and what no part explains is the rest", () => {
  const { summary } = tabulate(resultOf(2));
  for (const stack of stacks) {
    for (const row of summary) {
      const whole = stack.whole(row);
      if (whole === undefined) continue;
      const sum = stacked(stack, row).reduce((total, { value }) => total + (value ?? 0), 0);
      assert.ok(Math.abs(sum - whole) <= whole * 1e-3, `${stack.name}: ${sum} of ${whole}`);
    }
  }
  const cpu = stacks.find(({ name }) => name === "cpu")!;
  assert.deepEqual(
    stacked(cpu, summary[0]!).flatMap(({ name, value }) => (value === undefined ? [] : [name])),
    ["as when connected and idle", "for the deliveries"],
  );
});

test("what cannot be stacked is one bar: memory that was given back", () => {
  const result = resultOf(1, undefined, (bent) => {
    part(bent, 1, "webhook").service.rssLoadedBytes = 40e6;
  });
  const memory = stacks.find(({ name }) => name === "memory")!;
  const [webhook, websocket] = tabulate(result).summary;
  assert.deepEqual(stacked(memory, webhook!), [{ name: "all together", value: 40e6 }]);
  assert.equal(stacked(memory, websocket!).length, 3);
});

test("a run without events has the costs of idle clients", () => {
  assert.deepEqual(namesOf(resultOf(2)), ["cpu", "wire", "memory"]);
  assert.deepEqual(namesOf(idleResultOf(2)), ["idle-cpu", "idle-wire", "memory"]);
});
