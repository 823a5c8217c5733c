/** The kernel is the witness: what a process that is killed outright leaves to be done is done. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fixture } from "./end-to-end/command-line.js";
import { childrenOf, isAlive, scratchFolder, until } from "./end-to-end/processes.js";

test("of a process that is killed outright nothing stays but what was taken back: no frozen process, no folder", async (context) => {
  const parent = path.join(scratchFolder(context), "it's a $(folder)");
  mkdirSync(parent);
  const child = spawn(process.execPath, [fixture("leaves-much-behind"), parent], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = await once(child.stdout, "data");
  const { kept, frozen, running, starting, daemon, released } = JSON.parse(String(said));
  context.after(() => {
    for (const pid of [frozen, running, starting, daemon, released]) if (isAlive(pid)) process.kill(pid, "SIGKILL");
  });
  writeFileSync(path.join(kept, "webhook.journal"), "");
  const executors = childrenOf(child.pid!).filter(
    (pid) => ![frozen, running, starting, daemon, released].includes(pid),
  );
  assert.equal(executors.length, 1, "one shell waits, whatever there is to do");
  child.kill("SIGKILL");
  await once(child, "exit");
  await until("its processes have ended", () => ![frozen, running, starting, daemon].some(isAlive), 5_000);
  await until(
    "the folder is removed and nobody waits any more",
    () => !existsSync(kept) && !executors.some(isAlive),
    5_000,
  );
  assert.ok(isAlive(released));
  assert.deepEqual(readdirSync(parent), []);
});
