/**
 * The self-test's studies, shortened. Counts and bytes must be exact; times are held only to what no other work on the
 * machine can change: nothing comes before its delay, and what a freeze hides from a sender's clock stays hidden.
 */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { counts } from "../../src/selftest/studies/counts.js";
import { delays } from "../../src/selftest/studies/delays.js";
import { freezes } from "../../src/selftest/studies/freezes.js";
import { runStudy, type Study } from "../../src/selftest/study.js";
import type { StudyRow } from "../../src/selftest/study-row.js";
import { nobodyIsLeft } from "../end-to-end/processes.js";

const generatorEntry = path.join(
  path.dirname(fileURLToPath(import.meta.url)),
  "../../src/generators/generator-entry.js",
);
const rowsOf = (study: Study): Promise<StudyRow[]> =>
  runStudy(study, { generatorEntry, signal: new AbortController().signal });

const named = (rows: readonly StudyRow[], pattern: RegExp): StudyRow[] => {
  const found = rows.filter(({ name }) => pattern.test(name));
  assert.ok(found.length > 0, `a line like ${pattern}`);
  return found;
};

test("injected loss, duplicates and disorder are counted exactly, and so is every byte", async () => {
  const rows = await rowsOf(counts(0.25, 0.5));
  assert.deepEqual(
    rows.filter(({ met }) => !met),
    [],
  );
  for (const { expected } of named(rows, /lost|copies dropped|out of order|bytes/)) assert.ok(expected > 0);
});

test("a freeze is in the latencies from due times, and not in those from the sending", async () => {
  const freeze = { everyMs: 500, forMs: 300 };
  const rows = await rowsOf(freezes(freeze, 0.5));
  for (const { name, value, expected } of named(rows, /latency/))
    assert.ok(value > 0.8 * expected, `${name}: ${value}`);
  for (const { met } of named(rows, /uncorrected/)) assert.ok(met);
  for (const { met } of named(rows, /deliveries/)) assert.ok(met);
  await nobodyIsLeft();
});

test("no delivery comes before its delay, and burnt CPU is seen", async () => {
  const rows = await rowsOf(
    delays({ warmUpSeconds: 0, measureSeconds: 0.25, sliceSeconds: 0.25, drainSeconds: 5 }, 40),
  );
  for (const { name, value } of named(rows, /fixed delay/)) assert.ok(value >= 199.5, `${name}: ${value}`);
  for (const { name, value, expected } of named(rows, /p50 with an exponential delay/))
    assert.ok(value > 0.8 * expected, `${name}: ${value}`);
  for (const { name, ratio } of named(rows, /CPU/)) assert.ok(ratio! > 0.5 && ratio! < 2, `${name}: ${ratio}`);
  for (const { met } of named(rows, /deliveries/)) assert.ok(met);
});
