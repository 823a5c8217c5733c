/** What the pods have in common that play: workers, and the coordinator. Each is a host of the fleet and has a node for itself. */
import { NATS_PORT } from "../channel/nats-address.js";
import {
  type Component,
  exactly,
  FLEET_TOKEN,
  fromSecret,
  lockedContainer,
  lockedPod,
  NATS_TOKEN,
  objectName,
  selectorOf,
} from "./objects.js";
import type { FleetPlan } from "./plan.js";

const END_SECONDS = 10;
/** The only folder that can be written: scratch folders and reports are made in it. */
const SCRATCH = { name: "scratch", mountPath: "/tmp" };
const CA = { name: "nats-ca", mountPath: "/etc/pushbench/nats-ca", readOnly: true };
const CA_FILE = "ca.crt";

export interface HostContainer {
  name: Component;
  /** Of the image's entry point, which is pushbench. */
  args?: readonly string[];
  /** Instead of it. */
  command?: readonly string[];
  env?: readonly object[];
}

export const natsUrl = (plan: FleetPlan): string =>
  plan.nats?.url ?? `${plan.tlsSecret === undefined ? "nats" : "tls"}://${objectName(plan, "nats")}:${NATS_PORT}`;

export function hostPod(plan: FleetPlan, { env = [], ...container }: HostContainer) {
  const { image, cpus, memory, tlsSecret } = plan;
  const isEncrypted = tlsSecret !== undefined;
  return {
    ...lockedPod,
    restartPolicy: "Never",
    terminationGracePeriodSeconds: END_SECONDS,
    affinity: { podAntiAffinity: apart(plan) },
    containers: [
      {
        ...container,
        image,
        imagePullPolicy: "IfNotPresent",
        env: [...env, ...environmentOf(plan)],
        workingDir: SCRATCH.mountPath,
        resources: exactly(cpus, memory),
        securityContext: lockedContainer,
        volumeMounts: [SCRATCH, ...(isEncrypted ? [CA] : [])],
      },
    ],
    volumes: [
      { name: SCRATCH.name, emptyDir: { sizeLimit: "1Gi" } },
      // Of the Secret, a host gets the certificate that it trusts, and not the server's key.
      ...(isEncrypted
        ? [{ name: CA.name, secret: { secretName: tlsSecret, items: [{ key: CA_FILE, path: CA_FILE }] } }]
        : []),
    ],
  };
}

const environmentOf = (plan: FleetPlan) => [
  fromSecret(plan, FLEET_TOKEN),
  fromSecret(plan, NATS_TOKEN, plan.nats !== undefined),
  { name: "HOME", value: SCRATCH.mountPath },
  ...(plan.tlsSecret === undefined ? [] : [{ name: "NODE_EXTRA_CA_CERTS", value: `${CA.mountPath}/${CA_FILE}` }]),
];

/** No two hosts on one node, for each must have its CPUs and its network for itself; and the server elsewhere if there is room. */
const apart = (plan: FleetPlan) => ({
  requiredDuringSchedulingIgnoredDuringExecution: [onOneNodeWith(plan, ["worker", "coordinator"])],
  preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: onOneNodeWith(plan, ["nats"]) }],
});

const onOneNodeWith = (plan: FleetPlan, components: readonly Component[]) => ({
  labelSelector: selectorOf(plan, components),
  topologyKey: "kubernetes.io/hostname",
});
