import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { setImmediate, setTimeout } from "node:timers/promises";
import { readNamedFile, requireWritable } from "../../src/files/named-file.js";

const folder = mkdtempSync(path.join(tmpdir(), "pushbench-named-file-"));
process.once("exit", () => rmSync(folder, { recursive: true }));

test("a file is read whole; what has no end is refused at once, and the system's reasons stay", async () => {
  const file = path.join(folder, "text");
  writeFileSync(file, "\u00e4\n");
  assert.equal(await readNamedFile(file), "\u00e4\n");
  writeFileSync(file, "\ufeff{}");
  assert.equal(await readNamedFile(file), "{}", "some editors mark UTF-8");
  const loop = path.join(folder, "loop");
  symlinkSync(loop, loop);
  await assert.rejects(readNamedFile("/dev/zero"), /device/);
  await assert.rejects(readNamedFile(folder), /folder/);
  await assert.rejects(readNamedFile(loop), { code: "ELOOP" });
  await assert.rejects(readNamedFile(path.join(folder, "absent")), { code: "ENOENT" });
});

test("a pipe is read to its end, and one that nobody writes to is not waited for", async () => {
  const pipe = path.join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  assert.equal(await readNamedFile(pipe), "");
  const held = openSync(pipe, constants.O_RDWR); // there is a writer, which says nothing yet
  const read = readNamedFile(pipe);
  await setImmediate();
  writeSync(held, "late");
  await setTimeout(60);
  closeSync(held);
  assert.equal(await read, "late");
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
