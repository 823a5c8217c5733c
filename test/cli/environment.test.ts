import assert from "node:assert/strict";
import { test } from "node:test";
import { realEnvironment } from "../../src/cli/environment.js";

test("any number of environments in one process listen to its output once: no warning of a leak", () => {
  realEnvironment();
  const before = process.stdout.listenerCount("error") + process.stderr.listenerCount("error");
  for (let i = 0; i < 20; i++) realEnvironment();
  assert.equal(process.stdout.listenerCount("error") + process.stderr.listenerCount("error"), before);
});
