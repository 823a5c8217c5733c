/** What several objects of the manifest have in common. */
import type { FleetPlan } from "./plan.js";

export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels: Record<string, string> };
  [rest: string]: unknown;
}

/** A document of the manifest: an object, or a comment alone. */
export interface ManifestPart {
  /** Its lines. */
  comment: readonly string[];
  object?: KubernetesObject;
}

/** The parts of a fleet. Pods have it as a label, which policies and placement go by. */
export type Component = "worker" | "coordinator" | "nats";
const COMPONENT = "app.kubernetes.io/component";
const INSTANCE = "app.kubernetes.io/instance";

export const objectName = ({ name }: FleetPlan, part: "workers" | "coordinator" | "nats" | "hosts"): string =>
  `${name}-${part}`;

export const labelsOf = ({ name }: FleetPlan, component?: Component): Record<string, string> => ({
  "app.kubernetes.io/name": "pushbench",
  [INSTANCE]: name,
  ...(component !== undefined && { [COMPONENT]: component }),
});

export const metadataOf = (plan: FleetPlan, name: string, component?: Component): KubernetesObject["metadata"] => ({
  name,
  ...(plan.namespace !== undefined && { namespace: plan.namespace }),
  labels: labelsOf(plan, component),
});

/** Pods of the fleet that are one of `components`. */
export const selectorOf = ({ name }: FleetPlan, components: readonly Component[]) => ({
  matchLabels: { [INSTANCE]: name },
  matchExpressions: [{ key: COMPONENT, operator: "In", values: components }],
});

/** The user `node` of the image. Any other would do: nothing is written but to /tmp. */
const USER = 1000;

/** What every pod has. Together with `lockedContainer` it keeps to the level "restricted" of Kubernetes' Pod Security Standards. */
export const lockedPod = {
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: USER,
    runAsGroup: USER,
    seccompProfile: { type: "RuntimeDefault" },
  },
};

export const lockedContainer = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

/** As much as it asks for and no more: with whole CPUs such a pod ("Guaranteed") can have CPUs for itself. */
export const exactly = (cpus: number, memory: string) => {
  const amounts = { cpu: String(cpus), memory };
  return { requests: amounts, limits: amounts };
};

/** Keys of the Secret, and the variables that get them. */
export const FLEET_TOKEN = { key: "fleet-token", variable: "PUSHBENCH_FLEET_TOKEN" };
export const NATS_TOKEN = { key: "nats-token", variable: "PUSHBENCH_NATS_TOKEN" };

/** A variable from the Secret. Without the Secret the pod does not start, unless that key is `optional`. */
export const fromSecret = ({ name: secret }: FleetPlan, { key, variable }: typeof FLEET_TOKEN, optional = false) => ({
  name: variable,
  valueFrom: { secretKeyRef: { name: secret, key, ...(optional && { optional }) } },
});
