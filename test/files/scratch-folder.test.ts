import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { scratchFolder } from "../../src/files/scratch-folder.js";

const HOURS = 3_600;

test("a folder bears its owner's process id, and is removed with all that is in it", (context) => {
  const parent = mkdtempSync(path.join(tmpdir(), "pushbench-test-"));
  context.after(() => rmSync(parent, { recursive: true }));
  const folder = scratchFolder("journals", parent);
  assert.match(path.basename(folder.path), new RegExp(`^pushbench-journals-${process.pid}-\\w{6}$`));
  writeFileSync(path.join(folder.path, "file"), "");
  folder.remove();
  folder.remove();
  assert.deepEqual(readdirSync(parent), []);
});

test("what a killed owner left is removed by the next; what is young, alive or of another name is not", (context) => {
  const parent = mkdtempSync(path.join(tmpdir(), "pushbench-test-"));
  context.after(() => rmSync(parent, { recursive: true }));
  const { pid: dead } = spawnSync(process.execPath, ["--version"]);
  const make = (name: string, ageHours: number): string => {
    const folder = path.join(parent, name);
    mkdirSync(folder);
    writeFileSync(path.join(folder, "webhook.journal"), "");
    const seconds = Date.now() / 1000 - ageHours * HOURS;
    utimesSync(folder, seconds, seconds);
    return folder;
  };
  const abandoned = make(`pushbench-journals-${dead}-AbC123`, 2);
  const kept = [
    make(`pushbench-journals-${dead}-AbC124`, 0.5),
    make(`pushbench-base-${process.pid}-AbC125`, 2),
    make("pushbench-base-1-AbC126", 2),
    make(`pushbench-${dead}`, 2),
    make(`other-journals-${dead}-AbC127`, 2),
  ];
  scratchFolder("base", parent);
  assert.equal(existsSync(abandoned), false);
  assert.deepEqual(kept.filter(existsSync), kept);
});
