import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fixture } from "./end-to-end/command-line.js";

/** Gives the program a terminal, closes that once it has said something, and prints how it ended. */
const CLOSE_TERMINAL = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
os.read(terminal, 100)
os.close(terminal)
_, status = os.waitpid(pid, 0)
print(os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status))
`;

test("a process whose terminal is closed ends with its exit code; Node alone aborts there", (context) => {
  const argv = ["-c", CLOSE_TERMINAL, process.execPath, fixture("ends-on-hangup")];
  const { error, stdout, stderr } = spawnSync("python3", argv, { encoding: "utf8", timeout: 20_000 });
  if ((error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") return context.skip("there is no python3 here");
  assert.equal(stdout, "130\n", stderr);
});
