/** The tap in a bench, in every flow and by both transports: what no other work on the machine can change holds exactly. */
import assert from "node:assert/strict";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { scratchFolder } from "../../src/files/scratch-folder.js";
import { wire } from "../../src/selftest/studies/wire.js";
import { runStudy } from "../../src/selftest/study.js";
import { buildTap } from "../../src/selftest/tap/build.js";

const generatorEntry = path.join(
  path.dirname(fileURLToPath(import.meta.url)),
  "../../src/generators/generator-entry.js",
);
const folder = scratchFolder("tap");
after(() => folder.remove());
const tap = await buildTap(folder.path);
const skip = "missing" in tap ? tap.missing : false;

for (const [flow, eventsPerSecond] of [["ingest"], ["ingest", 100], ["broadcast", 100], ["relay", 100]] as const) {
  const options = { flow, measureSeconds: 0.25, ...(eventsPerSecond === undefined ? {} : { eventsPerSecond }) };
  const study = wire(options);
  test(`${study.name}: counts, bytes and memory are those that the tap and the kernel saw`, { skip }, async () => {
    const { program } = tap as { program: string };
    const rows = await runStudy(study, { generatorEntry, signal: new AbortController().signal, tap: program });
    // In a closed loop nothing is allowed for, so nothing can be late.
    const held = rows.filter(
      ({ name, band }) => band === "exact" || /RSS/.test(name) || (!eventsPerSecond && / p\d+, ms/.test(name)),
    );
    assert.ok(held.length >= 18, `${held.length}`);
    assert.deepEqual(
      held.filter(({ met }) => !met),
      [],
    );
    // No delivery can be earlier than the tap saw it, however busy the machine.
    for (const { name, value, least } of rows.filter(({ name }) => / p\d+, ms/.test(name)))
      assert.ok(value >= least!, name);
  });
}
