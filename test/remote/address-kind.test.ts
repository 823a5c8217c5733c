import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type AddressKind, kindOfAddress, whyUnusable } from "../../src/remote/address-kind.js";

const cases: Record<AddressKind, string[]> = {
  loopback: [
    "127.0.0.1",
    "127.255.255.254",
    "::1",
    "0:0:0:0:0:0:0:1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::FFFF:127.9.9.9",
  ],
  remote: [
    "126.255.255.255",
    "128.0.0.0",
    "10.0.0.1",
    "192.168.1.1",
    "172.17.0.2",
    "169.254.169.254",
    "93.184.216.34",
    "1.0.0.0",
    "223.255.255.255",
    "::ffff:10.0.0.1",
    "::ffff:5db8:d822",
    "2606:2800:220:1::1",
    "fe80::1",
    "fe80::1%eth0",
    "fd00::1",
    "64:ff9b::7f00:1", // behind a translator of addresses (NAT64), 127.0.0.1 is the translator's own
    "::1:0:0",
  ],
  unusable: [
    "0.0.0.0",
    "0.1.2.3",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "ff02::1",
    "::2",
    "::127.0.0.1",
    "::ffff:0.0.0.0",
    "::ffff:224.0.0.1",
    "::ffff:255.255.255.255",
  ],
};

for (const [kind, addresses] of Object.entries(cases)) {
  for (const address of addresses) {
    test(`${address} is ${kind}`, () => assert.equal(kindOfAddress(address), kind));
  }
}

test("what is unusable says why, and nothing else does", () => {
  assert.equal(whyUnusable("0.0.0.0"), "an address that names no machine");
  assert.equal(whyUnusable("::"), "an address that names no machine");
  assert.equal(whyUnusable("::ffff:224.0.0.1"), "a multicast address");
  assert.equal(whyUnusable("255.255.255.255"), "the broadcast address");
  assert.equal(whyUnusable("::127.0.0.1"), "a reserved address");
  for (const address of [...cases.loopback, ...cases.remote]) assert.equal(whyUnusable(address), undefined, address);
});

test("an IPv4 address is of the same kind when it is spelled in IPv6, and 127.0.0.0/8 alone is loopback", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      assert.equal(kindOfAddress(`::ffff:${address}`), kindOfAddress(address));
      assert.equal(kindOfAddress(address) === "loopback", address.startsWith("127."));
    }),
  );
});
