/** An environment in memory: what a command prints is kept, its folder is a temporary one that is gone when the test ends. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Environment, Output } from "../../src/cli/environment.js";
import { run } from "../../src/cli/run.js";

export interface FakeEnvironment extends Environment {
  stdout: Output & { text: string };
  stderr: Output & { text: string };
}

function output(): Output & { text: string } {
  return {
    text: "",
    isTTY: false,
    columns: 100,
    write(text) {
      this.text += text;
    },
  };
}

/** Scenarios are looked up in its own folder, then among those that are shipped with this package. */
export async function fakeEnvironment(context: TestContext): Promise<FakeEnvironment> {
  const cwd = await mkdtemp(join(tmpdir(), "pushbench-cli-"));
  context.after(() => rm(cwd, { recursive: true }));
  return {
    stdout: output(),
    stderr: output(),
    cwd,
    env: {},
    packageDirectory: process.cwd(),
    program: "pushbench",
    now: () => new Date("2026-01-01T00:00:00Z"),
    onInterrupt: () => () => {},
    serviceEntry: "/nowhere/service-entry.js",
    generatorEntry: "/nowhere/generator-entry.js",
  };
}

/** Runs a command line and gives everything that can be seen of it from outside. */
export async function runFake(context: TestContext, argv: string[], environment?: FakeEnvironment) {
  const used = environment ?? (await fakeEnvironment(context));
  const exitCode = await run(used, argv);
  const seen = { exitCode, stdout: used.stdout.text, stderr: used.stderr.text, cwd: used.cwd };
  used.stdout.text = "";
  used.stderr.text = "";
  return seen;
}
