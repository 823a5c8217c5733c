import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { tokenFor } from "../../../src/remote/token.js";
import { fakeEnvironment, runFake } from "../fake-environment.js";

const SECRET = "0123456789abcdef0123456789abcdef";

test("remote-token prints the token of a host, however the host is spelled, and nothing else", async (context) => {
  const environment = { ...(await fakeEnvironment(context)), env: { PUSHBENCH_REMOTE_SECRET: SECRET } };
  for (const host of ["example.com", "EXAMPLE.com."]) {
    const { exitCode, stdout, stderr } = await runFake(context, ["remote-token", host], environment);
    assert.deepEqual([exitCode, stdout, stderr], [0, `${tokenFor("example.com", SECRET)}\n`, ""]);
  }
});

test("remote-token keeps its secret in the user's state folder", async (context) => {
  const environment = await fakeEnvironment(context);
  const used = { ...environment, env: { XDG_STATE_HOME: path.join(environment.cwd, "state") } };
  const first = await runFake(context, ["remote-token", "example.com"], used);
  assert.match(first.stdout, /^pushbench-[\w-]{43}\n$/);
  const second = await runFake(context, ["remote-token", "example.com"], used);
  assert.equal(second.stdout, first.stdout);
});

test("remote-token refuses what is no host", async (context) => {
  const { exitCode, stdout, stderr } = await runFake(context, ["remote-token", "http://example.com/"]);
  assert.deepEqual([exitCode, stdout], [2, ""]);
  assert.match(stderr, /"http:\/\/example\.com\/" is no host\.\nhint: Give the name or address alone/);
});
