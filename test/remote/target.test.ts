import assert from "node:assert/strict";
import { test } from "node:test";
import { PushbenchError } from "../../src/errors.js";
import { type Lookup, Targets } from "../../src/remote/target.js";

const names: Record<string, string[]> = {
  localhost: ["::1", "127.0.0.1"],
  "six.example": ["::1"],
  "shop.example": ["2606:2800:220:1::1", "93.184.216.34", "93.184.216.35"],
  "mine.example": ["127.0.0.1"],
  "nowhere.example": [],
  "any.example": ["0.0.0.0"],
  "many.example": ["224.0.0.1"],
};
const lookup: Lookup = async (name) => {
  const addresses = names[name];
  if (addresses === undefined) throw Object.assign(new Error("not found"), { code: "ENOTFOUND" });
  return addresses.map((address) => ({ address }));
};

for (const [url, host, address, isRemote] of [
  ["http://127.0.0.1:8080", "127.0.0.1", "127.0.0.1", false],
  ["http://2130706433", "127.0.0.1", "127.0.0.1", false],
  ["ws://[::1]:8080", "[::1]", "::1", false],
  ["http://[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "::ffff:7f00:1", false],
  ["http://localhost:5000", "localhost", "127.0.0.1", false],
  ["http://six.example", "six.example", "::1", false],
  ["http://mine.example", "mine.example", "127.0.0.1", false],
  ["https://SHOP.example.:8443", "shop.example", "93.184.216.34", true],
  ["http://10.0.0.7", "10.0.0.7", "10.0.0.7", true],
  ["http://[fd00::7]", "[fd00::7]", "fd00::7", true],
] as const) {
  test(`${url} leads to ${address}, ${isRemote ? "beyond" : "on"} this machine`, async () => {
    const target = await new Targets(lookup).resolve(url);
    assert.deepEqual({ ...target, url: target.url.href }, { url: new URL(url).href, host, address, isRemote });
  });
}

for (const [url, says] of [
  ["http://0.0.0.0:80", /0\.0\.0\.0 cannot be a target: it is an address that names no machine/],
  ["http://0", /it is an address that names no machine/],
  ["ws://[::]:80", /it is an address that names no machine/],
  [
    "http://any.example",
    /any\.example cannot be a target: it resolves to 0\.0\.0\.0, an address that names no machine/,
  ],
  ["http://many.example", /it resolves to 224\.0\.0\.1, a multicast address/],
  ["http://255.255.255.255", /it is the broadcast address/],
  ["http://typo.example", /its name cannot be resolved \(ENOTFOUND\)/],
  ["http://nowhere.example", /its name has no address/],
] as const) {
  test(`${url} is no target: ${says.source}`, async () => {
    await assert.rejects(
      new Targets(lookup).resolve(url),
      (error) => error instanceof PushbenchError && error.exitCode === 2 && says.test(error.message) && !!error.hint,
    );
  });
}

test("a name is resolved once, so that it leads to the same place whatever it is changed to", async () => {
  const answers = ["93.184.216.34", "127.0.0.1"];
  const targets = new Targets(async () => [{ address: answers.shift()! }]);
  const first = await targets.resolve("http://rebind.example");
  const [again, other] = await Promise.all(
    ["ws://REBIND.example:81", "http://rebind.example."].map((url) => targets.resolve(url)),
  );
  for (const { address, isRemote } of [first, again!, other!])
    assert.deepEqual([address, isRemote], ["93.184.216.34", true]);
  assert.equal(answers.length, 1);
});
