/** Where a gate writes: a folder that is its own, without another gate's verdict. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { gateFolder } from "../../src/cli/gate-folder.js";
import { scratchFolder } from "../end-to-end/processes.js";

const now = new Date("2026-03-04T05:06:07.890Z");

test("gates of one second have folders of their own", (context) => {
  const parent = path.join(scratchFolder(context), "reports/gate/chat");
  const folders = Array.from({ length: 3 }, () => gateFolder({ out: undefined, parent, now }, []));
  assert.deepEqual(
    folders.map((folder) => path.basename(folder.path)),
    ["2026-03-04T05-06-07", "2026-03-04T05-06-07-2", "2026-03-04T05-06-07-3"],
  );
  for (const folder of folders) folder.release();
  assert.deepEqual(readdirSync(parent), []);
});

test("what an earlier gate left goes, what is not a gate's stays", (context) => {
  const out = scratchFolder(context);
  for (const file of ["gate.json", "gate.md", "notes.md"]) writeFileSync(path.join(out, file), "yesterday's");
  const folder = gateFolder({ out, parent: "/nowhere", now }, ["gate.json", "gate.md", "junit.xml"]);
  assert.equal(folder.path, out);
  folder.release();
  assert.deepEqual(readdirSync(out), ["notes.md"]);
  assert.ok(existsSync(out), "it holds something");
});

test("a second gate with the same --out is refused as long as the first one plays, and its files are left alone", (context) => {
  const out = scratchFolder(context);
  const first = gateFolder({ out, parent: "", now }, ["gate.json"]);
  writeFileSync(path.join(out, "gate.json"), "the first one's");
  assert.throws(() => gateFolder({ out, parent: "", now }, ["gate.json"]), { code: "output-in-use" });
  assert.ok(existsSync(path.join(out, "gate.json")));
  first.release();
  gateFolder({ out, parent: "", now }, ["gate.json"]).release();
});

test("what cannot be cleared is an error with a way out", (context) => {
  const out = scratchFolder(context);
  mkdirSync(path.join(out, "gate.json"));
  assert.throws(() => gateFolder({ out, parent: "", now }, ["gate.json"]), {
    code: "output-not-writable",
    hint: /--out/,
  });
});
