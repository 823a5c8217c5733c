/** The Job that starts the workers: an index for each, all at the same time, none of them twice. */
import {
  exactly,
  FLEET_TOKEN,
  fromSecret,
  type KubernetesObject,
  labelsOf,
  lockedContainer,
  lockedPod,
  metadataOf,
  NATS_TOKEN,
  objectName,
  selectorOf,
} from "./objects.js";
import { type FleetPlan, NATS_PORT } from "./plan.js";

const SECONDS_PER_HOUR = 3_600;
/** How long the ended Job and the workers' output can still be looked at. */
const KEPT_SECONDS = SECONDS_PER_HOUR;
const END_SECONDS = 10;
/** The only folder that can be written: scratch folders are made in it. */
const SCRATCH = { name: "scratch", mountPath: "/tmp" };
const CA = { name: "nats-ca", mountPath: "/etc/pushbench/nats-ca", file: "ca.crt" };

export function workerJob(plan: FleetPlan): KubernetesObject {
  const { workers, hours } = plan;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: metadataOf(plan, objectName(plan, "workers"), "worker"),
    spec: {
      completionMode: "Indexed",
      completions: workers,
      parallelism: workers,
      backoffLimit: 0, // a part of the load must never be played twice
      podReplacementPolicy: "Failed", // … nor by the successor of a pod that is still ending
      activeDeadlineSeconds: hours * SECONDS_PER_HOUR,
      ttlSecondsAfterFinished: KEPT_SECONDS,
      template: { metadata: { labels: labelsOf(plan, "worker") }, spec: podOf(plan) },
    },
  };
}

function podOf(plan: FleetPlan) {
  const { image, cpus, memory, tlsSecret } = plan;
  return {
    ...lockedPod,
    restartPolicy: "Never",
    terminationGracePeriodSeconds: END_SECONDS,
    affinity: { podAntiAffinity: apart(plan) },
    containers: [
      {
        name: "worker",
        image,
        imagePullPolicy: "IfNotPresent",
        args: argumentsOf(plan),
        env: environmentOf(plan),
        workingDir: SCRATCH.mountPath,
        resources: exactly(cpus, memory),
        securityContext: lockedContainer,
        volumeMounts: [SCRATCH, ...(tlsSecret === undefined ? [] : [{ name: CA.name, mountPath: CA.mountPath, readOnly: true }])],
      },
    ],
    volumes: [
      { name: SCRATCH.name, emptyDir: { sizeLimit: "1Gi" } },
      // Of the Secret, a worker gets the certificate that it trusts, and not the server's key.
      ...(tlsSecret === undefined
        ? []
        : [{ name: CA.name, secret: { secretName: tlsSecret, items: [{ key: "ca.crt", path: CA.file }] } }]),
    ],
  };
}

function argumentsOf(plan: FleetPlan): string[] {
  const scheme = plan.tlsSecret === undefined ? "nats" : "tls";
  const nats = plan.nats?.url ?? `${scheme}://${objectName(plan, "nats")}:${NATS_PORT}`;
  const targets = plan.allowTargets.flatMap((host) => ["--allow-target", host]);
  return ["worker", "--nats", nats, "--name", "worker-$(JOB_COMPLETION_INDEX)", ...targets];
}

function environmentOf(plan: FleetPlan) {
  const index = "metadata.annotations['batch.kubernetes.io/job-completion-index']";
  return [
    // Kubernetes would set it by itself; that it is said here lets one see where the name above comes from.
    { name: "JOB_COMPLETION_INDEX", valueFrom: { fieldRef: { fieldPath: index } } },
    fromSecret(plan, FLEET_TOKEN),
    fromSecret(plan, NATS_TOKEN, plan.nats !== undefined),
    { name: "HOME", value: SCRATCH.mountPath },
    ...(plan.tlsSecret === undefined ? [] : [{ name: "NODE_EXTRA_CA_CERTS", value: `${CA.mountPath}/${CA.file}` }]),
  ];
}

/** No two hosts of the fleet on one machine, for each must have its CPUs and its network for itself; and the server elsewhere if possible. */
const apart = (plan: FleetPlan) => ({
  requiredDuringSchedulingIgnoredDuringExecution: [onOneMachineWith(plan, ["worker", "coordinator"])],
  preferredDuringSchedulingIgnoredDuringExecution: [
    { weight: 100, podAffinityTerm: onOneMachineWith(plan, ["nats"]) },
  ],
});

const onOneMachineWith = (plan: FleetPlan, components: Parameters<typeof selectorOf>[1]) => ({
  labelSelector: selectorOf(plan, components),
  topologyKey: "kubernetes.io/hostname",
});
