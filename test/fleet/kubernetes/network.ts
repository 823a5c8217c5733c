/** What a cluster's network would let through: the semantics of NetworkPolicies, restated from their published description. */
import { BlockList, isIPv4 } from "node:net";
import type { ReadObject } from "./plans.js";

/** An end of a connection: a pod with labels, in a namespace with labels, or an address outside of the cluster. */
export type End = { labels: Record<string, string>; namespace?: Record<string, string> } | { address: string };

export interface Connection {
  from: End;
  to: End;
  port: number;
  protocol?: "TCP" | "UDP";
}

/** A pod that a policy selects is closed in each direction that some policy has, but for what some policy opens. */
export function passes(policies: readonly ReadObject[], { from, to, port, protocol = "TCP" }: Connection): boolean {
  const allows = (end: End, other: End, direction: "Ingress" | "Egress"): boolean => {
    if ("address" in end) return true;
    const own = policies.filter(
      ({ spec }) =>
        end.namespace === undefined && matches(spec.podSelector, end.labels) && spec.policyTypes.includes(direction),
    );
    if (own.length === 0) return true;
    const [rules, peers] = direction === "Ingress" ? (["ingress", "from"] as const) : (["egress", "to"] as const);
    return own.some(({ spec }) =>
      (spec[rules] ?? []).some(
        (rule: ReadObject) =>
          (rule[peers] === undefined || rule[peers].some((peer: ReadObject) => isPeer(peer, other))) &&
          (rule.ports === undefined ||
            rule.ports.some((one: ReadObject) => one.protocol === protocol && one.port === port)),
      ),
    );
  };
  return allows(from, to, "Egress") && allows(to, from, "Ingress");
}

function isPeer({ podSelector, namespaceSelector, ipBlock }: ReadObject, end: End): boolean {
  if (ipBlock !== undefined) return "address" in end && isWithin(end.address, ipBlock.cidr);
  if ("address" in end) return false;
  const isNamespace =
    namespaceSelector === undefined
      ? end.namespace === undefined
      : end.namespace !== undefined && matches(namespaceSelector, end.namespace);
  return isNamespace && (podSelector === undefined || matches(podSelector, end.labels));
}

function matches({ matchLabels = {}, matchExpressions = [] }: ReadObject, labels: Record<string, string>): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }: ReadObject) => operator === "In" && values.includes(labels[key]))
  );
}

function isWithin(address: string, cidr: string): boolean {
  const [network, bits] = cidr.split("/") as [string, string];
  const list = new BlockList();
  list.addSubnet(network, Number(bits), isIPv4(network) ? "ipv4" : "ipv6");
  return list.check(address, isIPv4(address) ? "ipv4" : "ipv6");
}
