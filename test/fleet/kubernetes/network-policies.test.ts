import assert from "node:assert/strict";
import { test } from "node:test";
import { type Connection, type End, passes } from "./network.js";
import { manifestObjects, plain, plans, type ReadObject } from "./plans.js";

const policiesOf = (name: string): ReadObject[] =>
  manifestObjects(plans[name]!).filter(({ kind }) => kind === "NetworkPolicy");

/** A pod of the fleet, by its labels as the manifest writes them; the coordinator's are in docs/fleet-kubernetes.md. */
const part = (component: string, instance = plain.name): End => ({
  labels: {
    "app.kubernetes.io/name": "pushbench",
    "app.kubernetes.io/instance": instance,
    "app.kubernetes.io/component": component,
  },
});
const [worker, coordinator, nats] = ["worker", "coordinator", "nats"].map((one) => part(one)) as [End, End, End];
const stranger: End = { labels: { app: "shop" } };
const internet: End = { address: "93.184.216.34" };
const dns: End = { labels: { "k8s-app": "kube-dns" }, namespace: { "kubernetes.io/metadata.name": "kube-system" } };
const sameLabelsElsewhere: End = {
  labels: { "k8s-app": "kube-dns" },
  namespace: { "kubernetes.io/metadata.name": "x" },
};

type Row = [what: string, connection: Connection, isOpen: boolean];

const always: Row[] = [
  ["calls", { from: worker, to: nats, port: 4222 }, true],
  ["calls of the coordinator", { from: coordinator, to: nats, port: 4222 }, true],
  ["load against the coordinator's service", { from: worker, to: coordinator, port: 40_001 }, true],
  ["webhooks to the clients", { from: coordinator, to: worker, port: 40_002 }, true],
  ["load against a service on a worker", { from: worker, to: worker, port: 40_003 }, true],
  ["the comparison of clocks", { from: coordinator, to: worker, port: 40_004, protocol: "UDP" }, true],
  ["names", { from: worker, to: dns, port: 53, protocol: "UDP" }, true],
  ["names over TCP", { from: worker, to: dns, port: 53 }, true],
  ["another port of the server of names", { from: worker, to: dns, port: 443 }, false],
  ["who calls itself the server of names", { from: worker, to: sameLabelsElsewhere, port: 53, protocol: "UDP" }, false],
  ["the internet", { from: worker, to: internet, port: 443 }, false],
  ["a service that nobody named", { from: worker, to: stranger, port: 8080 }, false],
  ["a stranger at a worker", { from: stranger, to: worker, port: 40_005 }, false],
  ["a stranger at NATS", { from: stranger, to: nats, port: 4222 }, false],
  ["another fleet at NATS", { from: part("worker", "other"), to: nats, port: 4222 }, false],
  ["another port of NATS", { from: worker, to: nats, port: 8222 }, false],
  ["NATS to the internet", { from: nats, to: internet, port: 443 }, false],
  ["NATS to a worker", { from: nats, to: worker, port: 40_006 }, false],
];

function check(name: string, rows: readonly Row[]): void {
  const policies = policiesOf(name);
  for (const [what, connection, isOpen] of rows) assert.equal(passes(policies, connection), isOpen, what);
}

test("the fleet speaks to itself, to NATS and to DNS, and nobody else to it", () => {
  check("plain", always);
});

test("services that are named are reached at their port, and reach the workers", () => {
  const own = (component: string): End => part(component, "a-fleet");
  const [host, cart] = [own("worker"), { labels: { "app.kubernetes.io/name": "cart" } }];
  check("everything", [
    ["pods at their port", { from: host, to: stranger, port: 8080 }, true],
    ["pods at another port", { from: host, to: stranger, port: 8081 }, false],
    ["pods at any port", { from: host, to: cart, port: 1234 }, true],
    ["a network", { from: host, to: { address: "10.20.7.7" }, port: 99 }, true],
    ["another network", { from: host, to: { address: "10.21.7.7" }, port: 443 }, false],
    ["a network of IPv6", { from: host, to: { address: "fd00::7" }, port: 99 }, true],
    ["webhooks from a service", { from: stranger, to: host, port: 40_001 }, true],
    ["webhooks from a network", { from: { address: "10.20.7.7" }, to: host, port: 40_001 }, true],
    ["the internet", { from: internet, to: host, port: 40_001 }, false],
    ["a service at NATS", { from: stranger, to: own("nats"), port: 4222 }, false],
  ]);
});

test("a server elsewhere is reached at its address, or by its name at its port wherever that is", () => {
  check("another server by address", [
    ["its address", { from: worker, to: { address: "10.1.2.3" }, port: 4333 }, true],
    ["its address, another port", { from: worker, to: { address: "10.1.2.3" }, port: 4222 }, false],
    ["another address", { from: worker, to: { address: "10.1.2.4" }, port: 4333 }, false],
  ]);
  check("another server by name", [
    ["its port", { from: worker, to: internet, port: 4222 }, true],
    ["another port", { from: worker, to: internet, port: 443 }, false],
  ]);
});

test("what stands for a cluster's network can refuse and let through", () => {
  assert.equal(passes([], { from: internet, to: worker, port: 1 }), true, "without policies everything is open");
  const closed = [{ spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] } }];
  assert.equal(passes(closed, { from: worker, to: worker, port: 1 }), false);
});
