/** The Job that starts the workers: an index for each, all at the same time, none of them twice. */
import { NATS_PORT } from "../channel/nats-address.js";
import { hostPod, natsUrl } from "./host-pod.js";
import { exactly, type KubernetesObject, labelsOf, lockedContainer, metadataOf, objectName } from "./objects.js";
import type { FleetPlan } from "./plan.js";

const SECONDS_PER_HOUR = 3_600;
/** How long the ended Job and the workers' output can still be looked at. */
const KEPT_SECONDS = SECONDS_PER_HOUR;
const INDEX = {
  name: "JOB_COMPLETION_INDEX",
  valueFrom: { fieldRef: { fieldPath: "metadata.annotations['batch.kubernetes.io/job-completion-index']" } },
};

export function workerJob(plan: FleetPlan): KubernetesObject {
  const { workers, hours, allowTargets, hostServices = false } = plan;
  const allowed = hostServices ? ["--host-services"] : [];
  const targets = allowTargets.flatMap((host) => ["--allow-target", host]);
  const args = ["worker", "--nats", natsUrl(plan), "--name", `worker-$(${INDEX.name})`, ...allowed, ...targets];
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
      template: {
        metadata: { labels: labelsOf(plan, "worker") },
        spec: {
          ...hostPod(plan, { name: "worker", args, env: [INDEX] }),
          initContainers: [serverThere(plan)],
        },
      },
    },
  };
}

/** Ends when something listens at that address: a worker that finds no server ends, and one that ends early ends the whole Job. */
const UNTIL_IT_LISTENS = `const [host, port] = process.argv.slice(1);
const look = () =>
  require("node:net")
    .connect(Number(port), host, () => process.exit(0))
    .on("error", () => setTimeout(look, 500));
look();
`;

const serverThere = (plan: FleetPlan) => {
  const { host, port } = plan.nats ?? { host: objectName(plan, "nats"), port: NATS_PORT };
  return {
    name: "server-there",
    image: plan.image,
    imagePullPolicy: "IfNotPresent",
    command: ["node", "--eval", UNTIL_IT_LISTENS, host, String(port)],
    // The pod is "Guaranteed" only when this container, too, asks for as much as it may have.
    resources: exactly(plan.cpus, plan.memory),
    securityContext: lockedContainer,
  };
};
