/** The token of a fleet: what it has signed is known, and nothing else is. */
import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { TakeRequest, WorkerCard } from "../../src/fleet/protocol.js";
import {
  fleetToken,
  linkKey,
  signedAcceptance,
  signedTake,
  verifiedAcceptance,
  verifiedTake,
} from "../../src/fleet/token.js";
import { scratchFolder } from "../end-to-end/processes.js";

const TOKEN = "a-token-that-nobody-guesses-ever";
const REQUEST: TakeRequest = {
  ...{ run: "f00", worker: "a", atMs: 1, protocol: 1, pushbenchVersion: "1", coordinator: "b" },
  ...{ address: "127.0.0.1", plays: "clients" },
};

test("a request is known by the token that signed it, and not once a byte of it has changed", () => {
  const signed = signedTake(TOKEN, REQUEST);
  assert.deepEqual(verifiedTake(TOKEN, signed), REQUEST);
  assert.equal(verifiedTake(`${TOKEN}!`, signed), "wrong-token");
  fc.assert(
    fc.property(fc.nat(signed.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Uint8Array.from(signed);
      changed[at]! ^= change;
      const verified = verifiedTake(TOKEN, changed);
      assert.ok(typeof verified === "string" || JSON.stringify(verified) === JSON.stringify(REQUEST));
    }),
  );
  for (const nothing of ["", "{}", "[]", "null", '{"text":1,"mac":"x"}', "{"])
    assert.equal(verifiedTake(TOKEN, Buffer.from(nothing)), "unsigned", nothing);
});

test("an acceptance is of one run, and of a worker that has the token", () => {
  const card = { name: "a" } as WorkerCard;
  const accepted = signedAcceptance(TOKEN, "f00", card);
  assert.deepEqual(verifiedAcceptance(TOKEN, "f00", accepted), card);
  assert.equal(verifiedAcceptance(TOKEN, "f01", accepted), undefined);
  assert.equal(verifiedAcceptance("another", "f00", accepted), undefined);
  assert.equal(verifiedAcceptance(TOKEN, "f00", {}), undefined);
});

test("each run has its own key with each worker", () => {
  const keys = [linkKey(TOKEN, "1", "a"), linkKey(TOKEN, "2", "a"), linkKey(TOKEN, "1", "b"), linkKey("t", "1", "a")];
  assert.equal(new Set(keys.map((key) => key.toString("hex"))).size, 4);
});

test("the token comes from a file or a variable, and a short one is refused", (context) => {
  const file = path.join(scratchFolder(context), "token");
  writeFileSync(file, `${TOKEN}\n`, { mode: 0o600 });
  assert.equal(fleetToken(file, "token-file", "/", {}), TOKEN);
  assert.equal(fleetToken(undefined, "token-file", "/", { PUSHBENCH_FLEET_TOKEN: TOKEN }), TOKEN);
  writeFileSync(file, "short");
  assert.throws(() => fleetToken(file, "token-file", "/", {}), {
    code: "usage",
    message: /token has fewer than|fewer than/,
  });
  chmodSync(file, 0o644);
  assert.throws(() => fleetToken(file, "token-file", "/", {}), {
    message: /^--token-file: every user of this machine/,
  });
  assert.throws(() => fleetToken(undefined, "token-file", "/", {}), { message: /--token-file FILE/ });
  assert.throws(() => fleetToken(`${file}s`, "token-file", "/", {}), { message: /cannot be read: ENOENT/ });
});
