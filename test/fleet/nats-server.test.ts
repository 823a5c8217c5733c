/** How a NATS server is named. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { PushbenchError } from "../../src/errors.js";
import { natsServer } from "../../src/fleet/channel/nats-server.js";
import { natsPlace } from "../../src/fleet/kubernetes/plan.js";

test("a server's address says where it is and what it asks for, and what is secret is not shown", () => {
  const cases: [url: string, servers: string, credentials: object, shown: string][] = [
    ["nats://host", "host:4222", {}, "nats://host:4222"],
    ["nats://host:5", "host:5", {}, "nats://host:5"],
    ["nats://secret@host", "host:4222", { token: "secret" }, "nats://host:4222"],
    ["nats://me:p%40ss@host", "host:4222", { user: "me", pass: "p@ss" }, "nats://host:4222"],
    ["tls://host", "host:4222", {}, "tls://host:4222"],
    ["nats://[::1]:4222", "[::1]:4222", {}, "nats://[::1]:4222"],
  ];
  for (const [url, servers, credentials, shown] of cases)
    assert.deepEqual(
      natsServer(url, "nats", {}),
      { servers, shown, isEncrypted: url.startsWith("tls"), credentials },
      url,
    );
  assert.deepEqual(natsServer("nats://h", "nats", { PUSHBENCH_NATS_TOKEN: "t" }).credentials, { token: "t" });
});

test("anything else is refused with what it looks like", () => {
  const unlike = ["host", "http://host", "nats://", "nats:", "nats://host:0", "nats://host:70000"];
  for (const url of [...unlike, "nats://host/path", "nats://host?x=1", "tls://host#x", "nats://a,b", "nats://a b"])
    assert.throws(() => natsServer(url, "fleet", {}), { code: "usage", message: /^--fleet: / }, url);
});

test("what is secret is not shown where the rest is wrong, either", () => {
  for (const url of ["http://secret@host", "nats://me:secret@host/path", "nats://secret@host:70000"])
    assert.throws(
      () => natsServer(url, "fleet", {}),
      (error) => error instanceof PushbenchError && !/secret/.test(error.message + error.hint),
      url,
    );
});

test("a manifest takes the addresses that a worker takes, but for what is secret", () => {
  for (const url of ["nats://host", "nats://host:5/", "tls://host", "nats://[::1]:4222", "nats://HOST.example"])
    assert.equal(natsPlace(url).url, natsServer(url, "nats", {}).shown, url);
  for (const url of ["host", "nats://host/path", "nats://host:0", "nats://me@host"])
    assert.throws(() => natsPlace(url), { code: "usage", message: /^--nats: / }, url);
});

test("NATS is loaded where a fleet is asked for, and never with anything else", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const importing = files.filter((file) => /\/nats\.js"/.test(readFileSync(path.join("src", file), "utf8")));
  assert.deepEqual(importing.sort(), ["fleet/coordinator/open-fleet.ts", "fleet/worker/run-worker.ts"]);
  for (const file of importing) {
    const text = readFileSync(path.join("src", file), "utf8");
    assert.match(text, /await import\("\.\.\/channel\/nats\.js"\)/, file);
    assert.doesNotMatch(text, /from "[^"]*\/nats\.js"/, file);
  }
});
