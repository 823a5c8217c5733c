import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { claimFolder, folderTime, makeFolders, newFolder } from "../../src/files/output-folder.js";
import { processName } from "../../src/process-name.js";
import { scratchFolder } from "../end-to-end/processes.js";

const lockIn = (folder: string): string => path.join(folder, ".pushbench-writes-here");

test("two runs that begin in one second have two folders", (context) => {
  const parent = path.join(scratchFolder(context), "reports", "chat");
  const folders = Array.from({ length: 3 }, () => newFolder(parent, folderTime(new Date(0))));
  const names = folders.map((folder) => folder.path);
  assert.deepEqual(
    names.map((name) => path.basename(name)),
    ["1970-01-01T00-00-00", "1970-01-01T00-00-00-2", "1970-01-01T00-00-00-3"],
  );
  assert.deepEqual(readdirSync(parent).sort(), names.map((name) => path.basename(name)).sort());
  writeFileSync(path.join(names[1]!, "result.json"), "");
  for (const folder of folders) folder.release();
  assert.deepEqual(readdirSync(parent), [path.basename(names[1]!)], "what got nothing is removed");
});

test("a folder that another process writes to is refused with its pid, until that process is gone", (context) => {
  const folder = scratchFolder(context);
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  context.after(() => other.kill("SIGKILL"));
  symlinkSync(JSON.stringify(processName(other.pid!)), lockIn(folder));
  assert.throws(() => claimFolder(folder), {
    code: "output-in-use",
    message: `Another run (pid ${other.pid}) is writing to ${folder}.`,
  });
  const { pid } = spawnSync(process.execPath, ["--version"]);
  rmSync(lockIn(folder));
  symlinkSync(JSON.stringify({ pid }), lockIn(folder));
  claimFolder(folder).release();
  assert.deepEqual(readdirSync(folder), []);
});

test("a lock whose pid belongs to a later process, and one of somebody else's, hold nobody up", (context) => {
  const folder = scratchFolder(context);
  for (const text of [JSON.stringify({ pid: 1, startTicks: 1e15 }), "nowhere", '{"pid":-1}']) {
    symlinkSync(text, lockIn(folder));
    claimFolder(folder).release();
  }
});

test("one process does not claim a folder twice at once, but again after it was released", (context) => {
  const folder = path.join(scratchFolder(context), "a", "b");
  const first = claimFolder(folder);
  assert.throws(() => claimFolder(folder), { code: "output-in-use" });
  first.release();
  assert.ok(!existsSync(folder), "it was made for nothing");
  const second = claimFolder(folder);
  first.release(); // once more: it is no longer this one's to release
  assert.ok(readdirSync(folder).length === 1);
  second.release();
});

test("folders below a file, or below /proc, are refused at once and never waited for", (context) => {
  const folder = scratchFolder(context);
  writeFileSync(path.join(folder, "file"), "");
  for (const [wanted, reason] of [
    [path.join(folder, "file"), /EEXIST/],
    [path.join(folder, "file", "below"), /EEXIST|ENOTDIR/],
    ["/proc/pushbench/below", /ENOENT|EACCES|EPERM/],
    ["/sys/pushbench", /EACCES|EPERM|EROFS|ENOENT/],
    ["/dev/null/below", /EEXIST|ENOTDIR/],
  ] as const) {
    if (wanted.startsWith("/sys") && !existsSync("/sys")) continue;
    assert.throws(() => claimFolder(wanted), { code: "output-not-writable", message: reason }, wanted);
  }
});

test("folders are made as mkdir -p makes them", (context) => {
  const folder = scratchFolder(context);
  mkdirSync(path.join(folder, "a"));
  makeFolders(path.join(folder, "a", "b", "c"));
  makeFolders(path.join(folder, "a", "b", "c"));
  assert.ok(existsSync(path.join(folder, "a", "b", "c")));
  makeFolders("/");
});

test("a folder that was made for a run that wrote nothing is gone with it; one that was there stays", (context) => {
  const parent = scratchFolder(context);
  const made = path.join(parent, "made");
  claimFolder(made).release();
  assert.ok(!existsSync(made));
  claimFolder(parent).release();
  assert.ok(existsSync(parent));
  newFolder(path.join(parent, "reports", "chat"), "now").release();
  assert.ok(!existsSync(path.join(parent, "reports")), "the folders above it were made for it alone");
  const kept = newFolder(path.join(parent, "reports", "chat"), "now");
  const other = newFolder(path.join(parent, "reports", "chat"), "now");
  kept.release();
  assert.ok(existsSync(other.path));
  other.release();
});
