import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { PushbenchError } from "../../src/errors.js";
import { isToken, secretFile, tokenFor, userSecret } from "../../src/remote/token.js";

function stateFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "pushbench-state-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("a token is that of a host and a secret, and the secret is not in it", () => {
  const secret = "s".repeat(32);
  const token = tokenFor("example.com", secret);
  assert.match(token, /^pushbench-[\w-]{43}$/);
  assert.equal(tokenFor("example.com", secret), token);
  assert.notEqual(tokenFor("example.org", secret), token);
  assert.notEqual(tokenFor("example.com", "t".repeat(32)), token);
});

test("only the whole token is the token", () => {
  const token = tokenFor("example.com", "s".repeat(32));
  assert.ok(isToken(token, token));
  for (const other of ["", token.slice(1), token.slice(0, -1), `${token} `, token.toUpperCase(), token + token])
    assert.ok(!isToken(other, token), other);
});

test("the secret is made once, for the user alone, and kept", (t) => {
  const env = { XDG_STATE_HOME: stateFolder(t) };
  const secret = userSecret(env);
  assert.match(secret, /^[\w-]{43}$/);
  assert.equal(userSecret(env), secret);
  const file = secretFile(env);
  assert.equal(readFileSync(file, "utf8"), `${secret}\n`);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.notEqual(userSecret({ XDG_STATE_HOME: stateFolder(t) }), secret);
});

test("the file lies in the user's state folder", () => {
  assert.equal(secretFile({ XDG_STATE_HOME: "/state" }), "/state/pushbench/remote-secret");
  assert.equal(secretFile({ HOME: "/home/me" }), "/home/me/.local/state/pushbench/remote-secret");
  assert.equal(secretFile({ XDG_STATE_HOME: "state", HOME: "/me" }), "/me/.local/state/pushbench/remote-secret");
  assert.equal(secretFile({}), path.join(homedir(), ".local/state/pushbench/remote-secret"));
});

test("the environment's secret comes first, and one that could be guessed is refused", (t) => {
  const XDG_STATE_HOME = stateFolder(t);
  const PUSHBENCH_REMOTE_SECRET = "0123456789abcdef0123456789abcdef";
  assert.equal(userSecret({ XDG_STATE_HOME, PUSHBENCH_REMOTE_SECRET }), PUSHBENCH_REMOTE_SECRET);
  assert.throws(
    () => userSecret({ XDG_STATE_HOME, PUSHBENCH_REMOTE_SECRET: "short" }),
    /PUSHBENCH_REMOTE_SECRET has fewer than 32 characters/,
  );
});

test("a file that holds no secret, or a folder that cannot be written, is said with a way out", (t) => {
  const env = { XDG_STATE_HOME: stateFolder(t) };
  userSecret(env);
  writeFileSync(secretFile(env), "\n");
  const usage = (says: RegExp) => (error: unknown) =>
    error instanceof PushbenchError && error.exitCode === 2 && says.test(error.message) && error.hint !== undefined;
  assert.throws(() => userSecret(env), usage(/remote-secret holds no secret of pushbench/));
  assert.throws(() => userSecret({ XDG_STATE_HOME: "/dev/null" }), usage(/The secret of tokens cannot be kept/));
});
