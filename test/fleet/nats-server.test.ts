/** How a NATS server is named. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { natsServer } from "../../src/fleet/channel/nats-server.js";

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
  for (const url of ["host", "http://host", "nats://", "nats:"])
    assert.throws(() => natsServer(url, "fleet", {}), { code: "usage", message: /^--fleet: / }, url);
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
