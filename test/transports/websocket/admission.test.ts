import assert from "node:assert/strict";
import { test } from "node:test";
import { accessToken } from "../../../src/events/secret.js";
import { issueToken } from "../../../src/transports/websocket/access-tokens.js";
import { admit } from "../../../src/transports/websocket/admission.js";

const rules = {
  clients: 3,
  secret: "s",
  origins: ["https://a.example", "https://b.example"],
  tokensExpire: false,
  nowSeconds: 1000,
  hasRoomFor: () => true,
};
const bearer = (client: number, secret = "s") => `Bearer ${accessToken(secret, client)}`;
const good = { origin: "https://a.example", authorization: bearer(2) };

const cases: [what: string, url: string | undefined, headers: Record<string, string>, status: number | "admitted"][] = [
  ["a client with its token", "/connect?client=2", good, "admitted"],
  ["any of the allowed origins", "/connect?client=2", { ...good, origin: "https://b.example" }, "admitted"],
  ["another path", "/other?client=2", good, 404],
  ["no URL", undefined, good, 404],
  ["no client number", "/connect", good, 400],
  ["a number to resume after that is none", "/connect?client=2&resume=-1", good, 400],
  ["a client that is not in the topology", "/connect?client=3", { ...good, authorization: bearer(3) }, 400],
  ["a negative client", "/connect?client=-1", good, 400],
  ["half a client", "/connect?client=1.5", good, 400],
  ["a whole URL", "http://service:80/connect?client=2", good, "admitted"],
  ["a client said twice", "/connect?client=2&client=1", good, 400],
  ["an empty client number", "/connect?client=", good, 400],
  ["another origin", "/connect?client=2", { ...good, origin: "https://evil.example" }, 403],
  [
    "an origin that begins like an allowed one",
    "/connect?client=2",
    { ...good, origin: "https://a.example.evil" },
    403,
  ],
  ["no origin", "/connect?client=2", { authorization: good.authorization }, 403],
  ["no token", "/connect?client=2", { origin: good.origin }, 401],
  ["another client's token", "/connect?client=1", good, 401],
  ["a token of another run", "/connect?client=2", { ...good, authorization: bearer(2, "t") }, 401],
  ["a token cut short", "/connect?client=2", { ...good, authorization: good.authorization.slice(0, -1) }, 401],
  [
    "the token under another scheme",
    "/connect?client=2",
    { ...good, authorization: good.authorization.replace("Bearer", "Digest") },
    401,
  ],
];

/** As node:http hands it over. */
function asked(url: string | undefined, headers: Record<string, string>, more: string[] = [], httpVersion = "1.1") {
  const rawHeaders = [...["Host", "x"], ...Object.entries(headers).flat(), ...more];
  return { url, headers, rawHeaders, httpVersion };
}

for (const [what, url, headers, expected] of cases) {
  test(`${what}: ${expected}`, () => {
    const admission = admit(asked(url, headers), rules);
    if (expected === "admitted")
      assert.deepEqual(admission, { client: 2, expiresAtSeconds: undefined, resume: undefined });
    else assert.equal("status" in admission && admission.status, expected);
  });
}

test("what a client has had comes with its request", () => {
  const admission = admit(asked("/connect?client=2&resume=17&epoch=e1", good), rules);
  assert.deepEqual("client" in admission && admission.resume, { seq: 17, epoch: "e1" });
});

test("a client for which there is no room gets 503, but only with a good token", () => {
  const full = { ...rules, hasRoomFor: (client: number) => client !== 2 };
  const wrong = { ...good, authorization: bearer(1) };
  assert.deepEqual(admit(asked("/connect?client=2", good), full), {
    status: 503,
    reason: "too many connections",
  });
  assert.equal((admit(asked("/connect?client=2", wrong), full) as { status: number }).status, 401);
});

test("where tokens end, only one that has not ended is good", () => {
  const ending = { ...rules, tokensExpire: true };
  const shown = (token: string) =>
    admit(asked("/connect?client=2", { ...good, authorization: `Bearer ${token}` }), ending);
  const token = issueToken("s", 2, 1000.5);
  assert.deepEqual(shown(token), { client: 2, expiresAtSeconds: 1000.5, resume: undefined });
  assert.deepEqual(shown(issueToken("s", 2, 1000)), { status: 401, reason: "the bearer token has expired" });
  for (const wrong of [issueToken("s", 1, 1000.5), issueToken("s", 2), token.replace("1000", "9000"), `${token}x`]) {
    assert.deepEqual(shown(wrong), { status: 401, reason: "the bearer token is missing or wrong" }, wrong);
  }
});

test("an upgrade has one Host and one Authorization, over HTTP/1.1: Node sees to none of it", () => {
  const url = "/connect?client=2";
  const ofTwo = { status: 400, reason: "there must be one Host, and a good one" };
  assert.deepEqual(admit(asked(url, good, ["host", "y"]), rules), ofTwo);
  assert.deepEqual(admit({ ...asked(url, good), rawHeaders: [] }, rules), ofTwo);
  assert.deepEqual(admit(asked(url, good, [], "1.0"), rules), { status: 400, reason: "an upgrade needs HTTP/1.1" });
  assert.deepEqual(admit(asked(url, good, ["Authorization", bearer(1)]), rules), {
    status: 400,
    reason: "Authorization can be said once",
  });
});
