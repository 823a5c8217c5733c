/** Who may speak to whom. Whatever is not here, a cluster whose network keeps to NetworkPolicies refuses. */
import { isIP } from "node:net";
import { NATS_PORT } from "../channel/nats-address.js";
import { type Component, type KubernetesObject, metadataOf, objectName, selectorOf } from "./objects.js";
import type { FleetPlan, NatsPlace, Peer } from "./plan.js";

/** Hosts are the pods that play: workers, and the coordinator with its services. */
const HOSTS: readonly Component[] = ["worker", "coordinator"];
const DNS_PORT = 53;

export function hostsPolicy(plan: FleetPlan): KubernetesObject {
  const hosts = { podSelector: selectorOf(plan, HOSTS) };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: metadataOf(plan, objectName(plan, "hosts")),
    spec: {
      podSelector: selectorOf(plan, HOSTS),
      policyTypes: ["Ingress", "Egress"],
      // Services answer on ports that the system chooses, send webhooks to clients on such ports, and clocks are compared over UDP.
      ingress: [{ from: [hosts, ...plan.services.map(destination)] }],
      egress: [
        { to: [hosts] },
        ...plan.services.map((peer) => ({ to: [destination(peer)], ...onPort(peer.port) })),
        plan.nats === undefined ? ownNats(plan) : otherNats(plan.nats),
        {
          to: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
              podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
            },
          ],
          ports: ["UDP", "TCP"].map((protocol) => ({ protocol, port: DNS_PORT })),
        },
      ],
    },
  };
}

/** The server takes connections from the fleet, and opens none. */
export const natsPolicy = (plan: FleetPlan): KubernetesObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: metadataOf(plan, objectName(plan, "nats"), "nats"),
  spec: {
    podSelector: selectorOf(plan, ["nats"]),
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [{ podSelector: selectorOf(plan, HOSTS) }], ...onPort(NATS_PORT) }],
    egress: [],
  },
});

const destination = (peer: Peer) =>
  "label" in peer
    ? { podSelector: { matchLabels: { [peer.label[0]]: peer.label[1] } } }
    : { ipBlock: { cidr: peer.cidr } };

const onPort = (port: number | undefined) => (port === undefined ? {} : { ports: [{ protocol: "TCP", port }] });

const ownNats = (plan: FleetPlan) => ({ to: [{ podSelector: selectorOf(plan, ["nats"]) }], ...onPort(NATS_PORT) });

/** A policy knows no names: where the server has one, its port is open wherever it may be. */
function otherNats({ host, port }: NatsPlace) {
  const version = isIP(host);
  const cidr = `${host}/${version === 4 ? 32 : 128}`;
  return { ...(version !== 0 && { to: [{ ipBlock: { cidr } }] }), ...onPort(port) };
}
