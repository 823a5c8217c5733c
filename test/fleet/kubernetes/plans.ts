import { parseAllDocuments } from "yaml";
import { fleetManifest } from "../../../src/fleet/kubernetes/manifest.js";
import { type FleetPlan, natsPlace, peerOf } from "../../../src/fleet/kubernetes/plan.js";

export const plain: FleetPlan = {
  name: "pushbench",
  workers: 20,
  image: "pushbench:0.1.0",
  cpus: 2,
  memory: "2Gi",
  hours: 4,
  coordinator: false,
  natsImage: "nats:2.10-alpine",
  services: [],
  allowTargets: [],
};

const tokens = { fleet: "f".repeat(32), nats: "n".repeat(32) };

/** One of each kind, and all at once. */
export const plans: Record<string, FleetPlan> = {
  plain,
  "with tokens": { ...plain, tokens },
  "encrypted, in a namespace": { ...plain, namespace: "load", tlsSecret: "nats-tls" },
  "another server by name": { ...plain, nats: natsPlace("tls://nats.example.com"), tlsSecret: "ca" },
  "another server by address": { ...plain, nats: natsPlace("nats://10.1.2.3:4333"), tokens: { fleet: tokens.fleet } },
  everything: {
    ...plain,
    name: "a-fleet",
    namespace: "load",
    workers: 1,
    coordinator: true,
    tlsSecret: "nats-tls",
    services: ["app=shop:8080", "app.kubernetes.io/name=cart", "10.20.0.0/16", "10.20.0.5:443", "fd00::/8"].map(peerOf),
    hostServices: true,
    allowTargets: ["shop", "10.20.0.5"],
    tokens,
  },
};

/** Objects as kubectl reads them; a document without an object is left out, as there. */
// biome-ignore lint/suspicious/noExplicitAny: what is in them is what the tests are about
export type ReadObject = any;

export function objectsOf(text: string): ReadObject[] {
  const documents = parseAllDocuments(text);
  return documents.flatMap((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return (document.toJS() as ReadObject) ?? [];
  });
}

export const manifestObjects = (plan: FleetPlan): ReadObject[] => objectsOf(fleetManifest(plan));

export const only = (objects: readonly ReadObject[], kind: string, name?: string): ReadObject => {
  const found = objects.filter((one) => one.kind === kind && (name === undefined || one.metadata.name === name));
  if (found.length !== 1) throw new Error(`${found.length} objects ${kind} ${name ?? ""}`);
  return found[0];
};

/** What pods are made from: of the Job, and of the Deployment and the coordinator where there are such. */
export const podTemplates = (objects: readonly ReadObject[]): ReadObject[] =>
  objects.flatMap((one) => (one.kind === "Pod" ? one : (one.spec?.template ?? [])));
