/** Hosts that are network namespaces of this machine, joined by cables of their own, and clocks that are time namespaces. */
import { execFileSync } from "node:child_process";
import type { TestContext } from "node:test";
import { skip as withoutNats } from "../../fleet/nats-process.js";

const ip = (...words: string[]): void => void execFileSync("ip", words, { stdio: ["ignore", "ignore", "pipe"] });

/** Why that command cannot be run here, or false. */
function whyNot(what: string, command: string, ...argv: string[]): string | false {
  try {
    execFileSync(command, argv, { stdio: "ignore" });
    return false;
  } catch (error) {
    return `${what}: ${(error as Error).message}`;
  }
}

const probe = `pushbench-probe-${process.pid}`;
export const withoutNamespaces =
  withoutNats || whyNot("no network namespaces may be made here", "ip", "netns", "add", probe);
if (withoutNamespaces === false) ip("netns", "delete", probe);

/** What starts a program on a monotonic clock that is ahead. */
export const shiftedBy = (seconds: number): string[] => [
  "unshare",
  "--time",
  "--monotonic",
  String(seconds),
  "--fork",
  "--kill-child=SIGTERM",
];
export const withoutTimeNamespaces =
  withoutNats || whyNot("no time namespaces may be made here", shiftedBy(5)[0]!, ...shiftedBy(5).slice(1), "true");

/**
 * What starts a program on a coordinator's host and on two others, a and b, each joined to it and to the other by a cable. Addresses are the
 * coordinator's 10.213.1.1, a's 10.213.1.2 and b's 10.213.2.2.
 */
export function threeHosts(context: TestContext): Record<"coordinator" | "a" | "b", string[]> {
  const name = (host: string): string => `pushbench-${process.pid}-${host}`;
  for (const host of ["c", "a", "b"]) {
    ip("netns", "add", name(host));
    context.after(() => ip("netns", "delete", name(host)));
    ip("-n", name(host), "link", "set", "lo", "up");
  }
  for (const [network, host] of [
    [1, "a"],
    [2, "b"],
  ] as const) {
    const [here, there] = [`pb${network}c`, `pb${network}h`];
    ip("-n", name("c"), "link", "add", here, "type", "veth", "peer", "name", there, "netns", name(host));
    ip("-n", name("c"), "address", "add", `10.213.${network}.1/24`, "dev", here);
    ip("-n", name(host), "address", "add", `10.213.${network}.2/24`, "dev", there);
    ip("-n", name("c"), "link", "set", here, "up");
    ip("-n", name(host), "link", "set", there, "up");
    ip("-n", name(host), "route", "add", "default", "via", `10.213.${network}.1`);
  }
  // What either of them sends to the other takes a way of its own, past the coordinator.
  ip("-n", name("a"), "link", "add", "pb3a", "type", "veth", "peer", "name", "pb3b", "netns", name("b"));
  for (const [host, own, other, there] of [
    ["a", "10.213.3.1", "10.213.3.2", "10.213.2.2"],
    ["b", "10.213.3.2", "10.213.3.1", "10.213.1.2"],
  ] as const) {
    ip("-n", name(host), "address", "add", `${own}/24`, "dev", `pb3${host}`);
    ip("-n", name(host), "link", "set", `pb3${host}`, "up");
    ip("-n", name(host), "route", "add", there, "via", other);
  }
  const inside = (host: string): string[] => ["ip", "netns", "exec", name(host)];
  return { coordinator: inside("c"), a: inside("a"), b: inside("b") };
}
