import assert from "node:assert/strict";
import { test } from "node:test";
import { installationOf, installCommand } from "../../src/stacks/installation.js";
import type { Stack } from "../../src/stacks/stack.js";

const signal = new AbortController().signal;
const stackWith = (more: Partial<Stack>): Stack => ({
  name: "one",
  folder: "/",
  title: "One",
  description: "It is one.",
  install: { debian: ["python3-flask", "gunicorn"] },
  version: "true",
  approaches: {},
  ...more,
});
const installed = (version: string, seconds?: number) =>
  installationOf(stackWith({ version }), { cwd: "/", signal, ...(seconds !== undefined && { seconds }) });

test("what the version command prints is the version, in one line", async () => {
  assert.deepEqual(await installed("echo 'Flask 2.2.2'; echo 'Python 3.11'"), { version: "Flask 2.2.2, Python 3.11" });
});

test("what is missing is told in the words of the program, with the command that brings it", async () => {
  const install = "apt-get install python3-flask gunicorn";
  const word = "no-such-program-of-anybody";
  const absent = await installed(word);
  assert.ok("missing" in absent && absent.missing.includes(word) && absent.install === install, JSON.stringify(absent));
  const node = await installed("node -p 'require(\"no-such-package/package.json\").version'");
  assert.ok("missing" in node && /Cannot find module 'no-such-package/.test(node.missing), JSON.stringify(node));
  assert.deepEqual(await installed("true"), { missing: "`true` printed nothing", install });
});

test("a version command that does not end is given up, with all that it started", async () => {
  const startedMs = performance.now();
  const answer = await installed("sleep 30 & sleep 30; echo 1", 0.2);
  assert.ok("missing" in answer && answer.missing.endsWith("did not end within 0.2 s"), JSON.stringify(answer));
  assert.ok(performance.now() - startedMs < 10_000);
});

test("an interruption is no missing program", async () => {
  const interrupt = new AbortController();
  const asking = installationOf(stackWith({ version: "sleep 30" }), { cwd: "/", signal: interrupt.signal });
  interrupt.abort();
  await assert.rejects(asking, { code: "interrupted" });
});

test("packages of npm are installed in the folder of the stacks, as seen from the working folder", () => {
  const stack = { install: { npm: ["express"] }, folder: "/home/me/mine/stacks/express" };
  assert.equal(installCommand(stack, "/home/me/mine"), "npm ci --prefix stacks");
  assert.equal(installCommand(stack, "/home/me/mine/stacks"), "npm ci --prefix .");
  assert.equal(installCommand(stack, "/srv"), "npm ci --prefix /home/me/mine/stacks");
  const both = { ...stack, install: { npm: ["express"], debian: ["nodejs"] }, folder: "/my stacks/stacks/express" };
  assert.equal(installCommand(both, "/srv"), "apt-get install nodejs && npm ci --prefix '/my stacks/stacks'");
  assert.equal(installCommand({ ...stack, install: {} }, "/srv"), "");
});
