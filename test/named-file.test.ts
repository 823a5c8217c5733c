import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { readNamedFile, requireWritable } from "../src/named-file.js";

const folder = mkdtempSync(path.join(tmpdir(), "pushbench-named-file-"));
process.once("exit", () => rmSync(folder, { recursive: true }));

test("a file is read whole; what has no end is refused at once, and the system's reasons stay", () => {
  const file = path.join(folder, "text");
  writeFileSync(file, "\u00e4\n");
  assert.equal(readNamedFile(file), "\u00e4\n");
  const loop = path.join(folder, "loop");
  symlinkSync(loop, loop);
  assert.throws(() => readNamedFile("/dev/zero"), /device/);
  assert.throws(() => readNamedFile(folder), /folder/);
  assert.throws(() => readNamedFile(loop), { code: "ELOOP" });
  assert.throws(() => readNamedFile(path.join(folder, "absent")), { code: "ENOENT" });
});

test("whether a file can be written is known before, and nothing is changed by asking", () => {
  const kept = path.join(folder, "kept");
  writeFileSync(kept, "yesterday's");
  requireWritable(kept, "--history");
  assert.equal(readFileSync(kept, "utf8"), "yesterday's");
  const fresh = path.join(folder, "new/fresh");
  requireWritable(fresh, "--history");
  assert.ok(!existsSync(fresh));
  requireWritable("/dev/null", "--history");
  for (const place of ["/proc/nobody/x", folder, path.join(kept, "x")]) {
    assert.throws(() => requireWritable(place, "--history"), { code: "output-not-writable", hint: /--history/ }, place);
  }
});
