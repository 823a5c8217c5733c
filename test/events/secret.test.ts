import assert from "node:assert/strict";
import { test } from "node:test";
import { accessToken, signingKey } from "../../src/events/secret.js";

test("both sides derive the same 32-byte key, and every client and run has its own", () => {
  assert.deepEqual(signingKey("s", 1), signingKey("s", 1));
  const keys = [signingKey("s", 1), signingKey("s", 11), signingKey("t", 1)];
  assert.ok(keys.every(({ length }) => length === 32));
  assert.equal(new Set(keys.map((key) => key.toString("hex"))).size, keys.length);
});

test("tokens fit into a header, differ per client, and do not give the key away", () => {
  assert.match(accessToken("s", 1), /^[\w-]{43}$/);
  assert.notEqual(accessToken("s", 1), accessToken("s", 2));
  assert.notEqual(accessToken("s", 1), signingKey("s", 1).toString("base64url"));
});
