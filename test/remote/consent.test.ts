import assert from "node:assert/strict";
import { test } from "node:test";
import { PushbenchError } from "../../src/errors.js";
import { hostOf, parseConsents, usualCaps } from "../../src/remote/consent.js";

test("a host alone has the usual caps", () => {
  assert.deepEqual(usualCaps, { events: 100, seconds: 60, clients: 100 });
  assert.deepEqual(parseConsents(["example.com"]), [{ host: "example.com", caps: usualCaps }]);
  assert.deepEqual(parseConsents([]), []);
});

test("a cap that is named is raised or lowered, and the others stay", () => {
  assert.deepEqual(parseConsents(["a.example,events=500,seconds=300", " b.example , clients=1000 "]), [
    { host: "a.example", caps: { events: 500, seconds: 300, clients: 100 } },
    { host: "b.example", caps: { events: 100, seconds: 60, clients: 1000 } },
  ]);
  assert.equal(parseConsents(["a,events=0.5"])[0]!.caps.events, 0.5);
});

for (const [given, url] of [
  ["EXAMPLE.com", "http://example.COM:8080"],
  ["example.com.", "ws://example.com"],
  ["example.com", "https://example.com./"],
  ["bücher.example", "http://xn--bcher-kva.example"],
  ["fd00::1", "http://[FD00:0::1]:80"],
  ["[fd00::1]", "ws://[fd00::1]"],
  ["0x0a.1", "http://10.0.0.1"],
] as const) {
  test(`--allow-remote ${given} allows ${url}`, () => {
    assert.equal(parseConsents([given])[0]!.host, hostOf(new URL(url)));
  });
}

for (const [text, says] of [
  ["", /is no host/],
  ["http://example.com", /is no host/],
  ["example.com:8080", /is no host.*/],
  ["[fd00::1]:80", /is no host/],
  ["example.com:", /is no host/],
  ["example.com/hook", /is no host/],
  ["me@example.com", /is no host/],
  ["*.example.com", /is no host/],
  ["example.com example.org", /is no host/],
  ["a,event=5", /There is no cap "event". Did you mean "events"\?/],
  ["a,events", /events must be a number above 0, not ""/],
  ["a,events=0", /events must be a number above 0, not "0"/],
  ["a,events=-1", /not "-1"/],
  ["a,events=many", /not "many"/],
  ["a,events=Infinity", /not "Infinity"/],
  ["a,clients=1.5", /clients must be a whole number above 0, not "1.5"/],
  ["a,events=1,events=2", /events is given twice/],
] as const) {
  test(`--allow-remote ${text || "(nothing)"} is refused: ${says.source}`, () => {
    assert.throws(
      () => parseConsents([text]),
      (error) => error instanceof PushbenchError && error.exitCode === 2 && says.test(error.message) && !!error.hint,
    );
  });
}

test("a host that is allowed twice is refused, however it is spelled", () => {
  assert.throws(() => parseConsents(["a.example,events=5", "A.example."]), /a\.example is allowed twice/);
});
