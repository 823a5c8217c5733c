import assert from "node:assert/strict";
import { test } from "node:test";
import type { Flow } from "../../../src/flow.js";
import { config } from "../../../src/transports/webhook/config.js";
import { own } from "../../../src/transports/webhook/own.js";
import { keysOf } from "../../../src/transports/webhook/own-keys.js";
import type { SignatureName } from "../../../src/transports/webhook/signatures/registry.js";

const subscribe = { path: "/subscribers", body: '{"url":"{{url}}"}' };

test("settings of a service that knows nothing of pushbench have no defaults", () => {
  const settings = config.parse({}) as Record<string, unknown>;
  assert.deepEqual(
    own.settings.filter((name) => name in settings),
    [],
  );
});

test("what can be right is taken", () => {
  for (const good of [
    { path: "/webhook", signature: "none" },
    { path: "/rooms/{{room}}/users/{{client}}?token={{token}}&id={{id}}" },
    { method: "PUT", headers: { "X-User": "user {{client}}", Host: "shop.example", "content-type": "text/plain" } },
    { body: '{"id":"{{id}}","at":"{{time}}","text":"ü {{filler}}"}' },
    { taken: { status: [200, 202], pattern: '"ok":\\s*true' } },
    { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", subscribe },
    { secret: "whsec_ not base64", signature: "stripe" },
    { secret: { env: "WEBHOOK_SECRET" } },
    { secret: `whsk_${Buffer.alloc(32, 7).toString("base64")}`, signature: "standard-webhooks-ed25519" },
    { subscribe: { ...subscribe, signed: true, method: "PUT", path: "/rooms/{{room}}/{{client}}" } },
  ]) {
    assert.deepEqual(config.safeParse(good).error?.issues ?? [], [], JSON.stringify(good));
  }
});

test("what cannot be right is refused at its place, with the reason", () => {
  const cases: [settings: object, place: string, message: RegExp][] = [
    [{ path: "webhook" }, "path", /must begin with \//],
    [{ path: "/a b" }, "path", /no blank/],
    [{ path: "/a#b" }, "path", /no #/],
    [{ path: "/a\r\nX-Evil: 1" }, "path", /must begin with \/ and hold no blank/],
    [{ path: "/{{clinet}}" }, "path", /unknown placeholder \{\{clinet\}\}\. Did you mean "client"\?/],
    [{ path: "/{{event}}" }, "path", /unknown placeholder \{\{event\}\}/],
    [{ headers: { "X-A": "1\r\nX-Evil: 1" } }, "headers.X-A", /one line of ASCII/],
    [{ headers: { "X-A": "ü" } }, "headers.X-A", /one line of ASCII/],
    [{ headers: { "X A": "1" } }, "headers.X A", /name of a header/],
    [{ headers: { "Content-Length": "1" } }, "headers.Content-Length", /pushbench writes itself/],
    [{ headers: { "transfer-encoding": "chunked" } }, "headers.transfer-encoding", /pushbench|Invalid key/],
    [{ headers: { "Stripe-Signature": "x" }, signature: "stripe" }, "headers.Stripe-Signature", /signature: stripe/],
    [{ method: "GET" }, "method", /./],
    [{ body: "{{id}" }, "body", /does not begin a placeholder/],
    [{ body: "{{url}}" }, "body", /unknown placeholder/],
    [{ taken: { status: [] } }, "taken.status", /./],
    [{ taken: { status: [100] } }, "taken.status.0", /./],
    [{ taken: { pattern: "(" } }, "taken.pattern", /is not a regular expression/],
    [{ taken: { pattern: "(a)\\1" } }, "taken.pattern", /must do without back-references/],
    [{ secret: "x", signature: "none" }, "secret", /no meaning/],
    [{ secret: { env: "A KEY" } }, "secret.env", /variable's name/],
    [{ secret: { env: "KEY" }, signature: "none" }, "secret", /no meaning/],
    [{ secret: "whsec_?" }, "secret", /base64/],
    [{ secret: "whsec_" }, "secret", /must hold a key/],
    [{ secret: "short", signature: "standard-webhooks-ed25519" }, "secret", /32 bytes of a private key/],
    [{ subscribe: { ...subscribe, body: "{}" } }, "subscribe.body", /must say \{\{url\}\}/],
    [{ subscribe: { ...subscribe, body: "{{url}} {{id}}" } }, "subscribe.body", /unknown placeholder \{\{id\}\}/],
    [{ subscribe: { ...subscribe, signed: true }, signature: "none" }, "subscribe.signed", /no meaning/],
  ];
  for (const [settings, place, message] of cases) {
    const issues = config.safeParse(settings).error?.issues ?? [];
    const found = issues.find(({ path }) => path.join(".") === place);
    assert.match(found?.message ?? "no issue there", message, JSON.stringify(settings));
  }
});

test("one key is every client's: decoded where the scheme writes it so, else as it is", () => {
  const bytes = Buffer.from("a key of some bytes");
  const cases: [SignatureName, secret: string, key: Buffer][] = [
    ["standard-webhooks", `whsec_${bytes.toString("base64")}`, bytes],
    ["standard-webhooks", "plain", Buffer.from("plain")],
    ["stripe", "whsec_abc", Buffer.from("whsec_abc")],
    ["github", "It's a Secret to Everybody", Buffer.from("It's a Secret to Everybody")],
  ];
  for (const [signature, secret, key] of cases) {
    const keys = keysOf({ signature, secret }, "of the run");
    for (const client of [0, 7]) assert.deepEqual(keys.of(client), [key], signature);
  }
  const derived = keysOf({ signature: "github" }, "of the run");
  assert.notDeepEqual(derived.of(0), derived.of(1));
});

test("a key may stay in the environment, so that no result shows it", (context) => {
  const variable = "PUSHBENCH_TEST_KEY";
  context.after(() => {
    delete process.env[variable];
  });
  const keys = (signature: SignatureName) => keysOf({ signature, secret: { env: variable } }, "of the run");
  process.env[variable] = "whsec_a2V5";
  assert.deepEqual(keys("standard-webhooks").of(3), [Buffer.from("key")]);
  for (const [value, problem] of [
    ["", /PUSHBENCH_TEST_KEY is not set/],
    ["whsec_?", /PUSHBENCH_TEST_KEY must have base64/],
  ] as const) {
    process.env[variable] = value;
    assert.throws(() => keys("standard-webhooks"), { name: "PushbenchError", message: problem });
  }
});

test("a flow is offered only where deliveries can be told", () => {
  const cases: [settings: object, flow: Flow, expected: string | RegExp][] = [
    [{}, "ingest", "acknowledgement"],
    [{}, "relay", /where to send its webhooks: say how with subscribe/],
    [{ subscribe }, "relay", "recipient"],
    [{ subscribe, body: "{{event}}" }, "relay", "recipient"],
    [{ subscribe, body: "{{filler}}" }, "relay", /needs \{\{id\}\} or \{\{event\}\}/],
    [{ subscribe }, "broadcast", /begin in the service/],
  ];
  for (const [settings, flow, expected] of cases) {
    const sight = own.sight(config.parse(settings), flow, "at-least-once");
    if (typeof expected === "string") assert.deepEqual(sight, { by: expected });
    else assert.match("cannot" in sight ? sight.cannot : "can", expected);
  }
});
