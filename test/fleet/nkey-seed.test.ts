/** Where the seed of an nkey may come from, and what is said of one that cannot be used: never the seed itself. */
import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { PushbenchError } from "../../src/errors.js";
import { openNats } from "../../src/fleet/channel/nats.js";
import { natsServer } from "../../src/fleet/channel/nats-server.js";
import { nkeySeed } from "../../src/fleet/channel/nkey-seed.js";
import { scratchFolder } from "../end-to-end/processes.js";
import { nkeyPair } from "./nkeys.js";

/** A pair that NATS shows in its documentation, so that both halves are known to belong together. */
const SEED = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";

function fileWith(context: TestContext, text: string, mode = 0o600): string {
  const file = path.join(scratchFolder(context), "a.nk");
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

/** It is told in words, and the words have nothing of the seed. */
const refused = (call: () => unknown, message: RegExp): void =>
  assert.throws(call, (error) => {
    assert.ok(error instanceof PushbenchError);
    assert.equal(error.code, "usage");
    assert.match(error.message, message);
    assert.ok(!`${error.message} ${error.hint}`.includes(SEED.slice(2, 12)));
    return true;
  });

test("a seed is taken from a file, where its public key may stand beside it, or from a variable", (context) => {
  const { publicKey } = nkeyPair();
  const file = fileWith(context, `# worker a\n${SEED}\n${publicKey}\n`);
  assert.equal(nkeySeed(file, "/", {}), SEED);
  assert.equal(nkeySeed(path.basename(file), path.dirname(file), {}), SEED);
  assert.equal(nkeySeed(undefined, "/", { PUSHBENCH_NATS_NKEY: SEED }), SEED);
  assert.equal(nkeySeed(file, "/", { PUSHBENCH_NATS_NKEY: "other" }), SEED, "the file is nearer");
  for (const env of [{}, { PUSHBENCH_NATS_NKEY: "" }]) assert.equal(nkeySeed(undefined, "/", env), undefined);
  assert.equal(nkeySeed(fileWith(context, SEED, 0o640), "/", {}), SEED, "a group may read, as of a mounted Secret");
});

test("a file that everybody may read is refused, and so is whatever is no seed of one user", (context) => {
  for (const mode of [0o644, 0o604, 0o602])
    refused(() => nkeySeed(fileWith(context, SEED, mode), "/", {}), /^--nats-nkey-file: every user of this machine/);
  refused(() => nkeySeed("/no/such/file", "/", {}), /^--nats-nkey-file: \/no\/such\/file cannot be read: ENOENT/);
  for (const text of ["", "a token", SEED.toLowerCase(), SEED.slice(1), `SA${SEED.slice(2)}`, nkeyPair().publicKey])
    refused(() => nkeySeed(fileWith(context, text), "/", {}), /^--nats-nkey-file: no seed of a user's nkey is there/);
  refused(
    () => nkeySeed(fileWith(context, `${SEED}\n${nkeyPair().seed}\n`), "/", {}),
    /^--nats-nkey-file: several seeds/,
  );
  refused(() => nkeySeed(undefined, "/", { PUSHBENCH_NATS_NKEY: "x" }), /^PUSHBENCH_NATS_NKEY: no seed/);
});

test("a server knows a user by one thing", () => {
  assert.deepEqual(natsServer("nats://host", "nats", {}, SEED).credentials, { nkeySeed: SEED });
  for (const url of ["nats://token@host", "nats://me:password@host"])
    refused(
      () => natsServer(url, "fleet", {}, SEED),
      /There is an nkey for nats:\/\/host:4222, and a token or password/,
    );
  refused(() => natsServer("nats://host", "nats", { PUSHBENCH_NATS_TOKEN: "t" }, SEED), /There is an nkey for/);
});

test("a seed of which a character is wrong is known before anybody is asked", async () => {
  const damaged = `${SEED.slice(0, 20)}${SEED[20] === "A" ? "B" : "A"}${SEED.slice(21)}`;
  const server = natsServer("nats://127.0.0.1:1", "nats", {}, damaged);
  await assert.rejects(openNats(server, "test"), { code: "usage", message: /^The seed of the nkey is damaged/ });
});
