/**
 * The table of figures: names, units and formats that go together, and the way of a new figure from its collector to a
 * column.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { merged } from "../../src/collectors/collector.js";
import { Rounds } from "../../src/reporters/figures/rounds.js";
import { tableOfFigures, valuesOf } from "../../src/reporters/figures/table.js";
import { bytes, duration, durationOfMs, durationOfUs, percent, perSecond } from "../../src/reporters/format.js";
import { parseResult } from "../../src/reporters/read-result.js";
import { part, resultOf } from "./fixture.js";

/** The unit stands in the name, and the format must read that one. */
const units = new Map<unknown, RegExp>([
  [duration, /Ns$/],
  [durationOfUs, /UsPer(Delivery|Heartbeat|ClientSecond)$/],
  [durationOfMs, /Ms$/],
  [bytes, /Bytes(Per[A-Z]\w+)?$|Bytes$/],
  [percent, /(Ratio|Utilisation)$/],
  [perSecond, /PerSecond$/],
]);

for (const [name, figure] of Object.entries(tableOfFigures)) {
  if (!("label" in figure)) continue;
  test(`${name} is written in the unit that its name carries`, () => {
    const others = [...units].filter(([format]) => format !== figure.format);
    const own = units.get(figure.format);
    if (own) assert.match(name, own);
    else for (const [, unit] of others) assert.doesNotMatch(name, unit);
  });
}

test("without rounds every figure is unknown, or counts none", () => {
  for (const [name, value] of Object.entries(valuesOf(tableOfFigures, new Rounds([]))))
    assert.ok(value === undefined || value === 0, name);
});

test("a new figure needs no more than its collector's part and a row", () => {
  const collected = merged([{ figures: { handshakeNs: 20 } }, { figures: { reusedRatio: 0.5 } }]);
  assert.deepEqual(collected, { figures: { handshakeNs: 20, reusedRatio: 0.5 } });
  const result = resultOf(2);
  Object.assign(part(result, 1, "webhook"), collected);
  const read = parseResult(JSON.stringify(result), "a file");
  const row = { handshakeNs: { of: (r: Rounds) => r.highest(({ figures }) => figures?.handshakeNs) } };
  const rounds = read.rounds.flatMap(({ approaches }) => approaches);
  assert.deepEqual(valuesOf(row, new Rounds(rounds)), { handshakeNs: 20 });
});
