/** What kind of place an IP address is, decided by its numbers alone. Pure. */
import { BlockList, isIP } from "node:net";

/**
 * `loopback` never leaves this machine. `remote` may leave it; private networks and this machine's own other addresses are
 * remote too. `unusable` names no single machine, so nothing is sent there.
 */
export type AddressKind = "loopback" | "remote" | "unusable";

type Range = readonly [network: string, prefixBits: number, family: "ipv4" | "ipv6"];

// A list compares an IPv4 address that is spelled in IPv6 (::ffff:127.0.0.1) with its IPv4 ranges, as the system connects to it.
const listOf = (ranges: readonly Range[]): BlockList => {
  const list = new BlockList();
  for (const range of ranges) list.addSubnet(...range);
  return list;
};

const loopback = listOf([
  ["127.0.0.0", 8, "ipv4"],
  ["::1", 128, "ipv6"],
]);

/** Source: the IANA registries of special-purpose addresses, for IPv4 and for IPv6 (RFC 6890). The first that fits counts. */
const unusable: readonly (readonly [what: string, list: BlockList])[] = [
  [
    "an address that names no machine",
    listOf([
      ["0.0.0.0", 8, "ipv4"], // Linux connects 0.0.0.0 to this machine
      ["::", 128, "ipv6"],
    ]),
  ],
  [
    "a multicast address",
    listOf([
      ["224.0.0.0", 4, "ipv4"],
      ["ff00::", 8, "ipv6"],
    ]),
  ],
  ["the broadcast address", listOf([["255.255.255.255", 32, "ipv4"]])],
  [
    "a reserved address",
    listOf([
      ["240.0.0.0", 4, "ipv4"],
      ["::", 96, "ipv6"], // once IPv4 addresses in IPv6, such as ::127.0.0.1
    ]),
  ],
];

const familyOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 4 ? "ipv4" : "ipv6");

export function kindOfAddress(address: string): AddressKind {
  if (loopback.check(address, familyOf(address))) return "loopback";
  return whyUnusable(address) === undefined ? "remote" : "unusable";
}

/** What an unusable address is, in words: "a multicast address". It is undefined for every other. */
export function whyUnusable(address: string): string | undefined {
  const family = familyOf(address);
  if (loopback.check(address, family)) return undefined;
  return unusable.find(([, list]) => list.check(address, family))?.[0];
}
