/** What each scheme writes, against what its maker published. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { type SignatureName, signatureSchemes } from "../../../../src/transports/webhook/signatures/registry.js";
import { callbackUrl } from "../../../../src/transports/webhook/signatures/trello.js";
import { GivenKeys, reading } from "./keys.js";

interface Vector {
  scheme: SignatureName;
  source: string;
  key: Buffer;
  timestampSeconds: number;
  body: string;
  headers: string[];
}

const ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const SLACK_BODY =
  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V" +
  "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=" +
  "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN" +
  "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

const vectors: Vector[] = [
  {
    scheme: "standard-webhooks",
    source: "the Standard Webhooks libraries",
    key: Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64"),
    timestampSeconds: 1614265330,
    body: '{"test": 2432232314}',
    headers: [
      "webhook-timestamp",
      "1614265330",
      "webhook-signature",
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ],
  },
  {
    scheme: "standard-webhooks-ed25519",
    source: "the Svix server's tests (the private key is the first half of its whsk_)",
    key: Buffer.from("6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=", "base64"),
    timestampSeconds: 1614265330,
    body: '{"test": 2432232314}',
    headers: [
      "webhook-timestamp",
      "1614265330",
      "webhook-signature",
      "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==",
    ],
  },
  {
    scheme: "github",
    source: "Octokit's tests",
    key: Buffer.from("mysecret"),
    timestampSeconds: 0,
    body: '{"foo":"bar"}',
    headers: ["x-hub-signature-256", "sha256=4864d2759938a15468b5df9ade20bf161da9b4f737ea61794142f3484236bda3"],
  },
  {
    scheme: "github",
    source: "GitHub's documentation",
    key: Buffer.from("It's a Secret to Everybody"),
    timestampSeconds: 0,
    body: "Hello, World!",
    headers: ["x-hub-signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"],
  },
  {
    scheme: "slack",
    source: "Slack's documentation",
    key: Buffer.from("8f742231b10e8888abcd99yyyzzz85a5"),
    timestampSeconds: 1531420618,
    body: SLACK_BODY,
    headers: [
      "x-slack-request-timestamp",
      "1531420618",
      "x-slack-signature",
      "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    ],
  },
];

for (const { scheme, source, key, timestampSeconds, body, headers } of vectors) {
  test(`${scheme}: the vector of ${source}`, () => {
    const keys = new GivenKeys(key);
    const { headers: sign, verify } = signatureSchemes[scheme];
    assert.deepEqual(sign(keys, 0, ID, timestampSeconds, Buffer.from(body)), headers);
    assert.equal(verify(keys, 0, reading(headers, ID), Buffer.from(body), timestampSeconds, 300), "ok");
  });
}

test("shopify: the header is what its documentation computes: base64 of the HMAC-SHA256 of the raw body", () => {
  const key = Buffer.from("hush");
  const body = Buffer.from('{"id":788032119674292922}');
  const expected = createHmac("sha256", "hush").update(body).digest("base64");
  assert.deepEqual(signatureSchemes.shopify.headers(new GivenKeys(key), 0, ID, 0, body), [
    "x-shopify-hmac-sha256",
    expected,
  ]);
});

test("trello: the header is what its documentation computes: base64 of the HMAC-SHA1 of the raw body and the URL", () => {
  const key = Buffer.from("secret");
  const body = Buffer.from('{"hello":"world"}');
  const base64Digest = (text: string): string => createHmac("sha1", "secret").update(text).digest("base64");
  const [name, signature] = signatureSchemes.trello.headers(new GivenKeys(key), 7, ID, 0, body);
  assert.deepEqual([name, signature], ["x-trello-webhook", base64Digest(body.toString() + callbackUrl(7))]);
  assert.equal(base64Digest('{"hello":"world"}https://example.com/webhooks'), "FwPAcuGe9EP/+SbXFWjnEVTa0zw=");
});

test("trello: what was signed for one URL is forged at another, whoever has the key", () => {
  const [keys, body] = [new GivenKeys(Buffer.from("secret")), Buffer.from("{}")];
  const header = reading(signatureSchemes.trello.headers(keys, 7, ID, 0, body));
  assert.equal(signatureSchemes.trello.verify(keys, 7, header, body, 0, 300), "ok");
  assert.equal(signatureSchemes.trello.verify(keys, 8, header, body, 0, 300), "forged signature");
});
