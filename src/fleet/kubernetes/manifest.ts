/** All objects of a fleet, each with a sentence for who reads them. Pure: a plan in, text out. */
import { isIP } from "node:net";
import { counted } from "../../counted.js";
import { coordinatorPod } from "./coordinator-pod.js";
import { natsUrl } from "./host-pod.js";
import { natsDeployment, natsService } from "./nats-deployment.js";
import { hostsPolicy, natsPolicy } from "./network-policies.js";
import {
  FLEET_TOKEN,
  type KubernetesObject,
  type ManifestPart,
  metadataOf,
  NATS_TOKEN,
  objectName,
} from "./objects.js";
import type { FleetPlan, Tokens } from "./plan.js";
import { workerJob } from "./worker-job.js";
import { yamlDocuments } from "./yaml-documents.js";

export const fleetManifest = (plan: FleetPlan): string =>
  yamlDocuments([
    secretPart(plan),
    ...(plan.nats === undefined ? natsParts(plan) : []),
    policyPart(plan),
    ...(plan.coordinator ? [coordinatorPart(plan)] : []),
    jobPart(plan),
  ]);

const inNamespace = ({ namespace }: FleetPlan): string => (namespace === undefined ? "" : ` --namespace ${namespace}`);

/** Without tokens the Secret is the user's to make: a token that stands in every manifest would protect nothing. */
function secretPart(plan: FleetPlan): ManifestPart {
  if (plan.tokens !== undefined)
    return {
      comment: ["Keep this file to yourself: it holds the fleet's tokens."],
      object: secret(plan, plan.tokens),
    };
  const random = '"$(openssl rand -hex 32)"';
  const natsToken =
    plan.nats === undefined
      ? [`    --from-literal=${NATS_TOKEN.key}=${random}`]
      : [
          `    --from-literal=${NATS_TOKEN.key}=…   # the token of your NATS server; leave this line out where it asks for none`,
        ];
  return {
    comment: [
      "The Secret is yours to make. No worker starts before it is there:",
      "",
      `  kubectl${inNamespace(plan)} create secret generic ${plan.name} \\`,
      `    --from-literal=${FLEET_TOKEN.key}=${random} \\`,
      ...natsToken,
    ],
  };
}

const secret = (plan: FleetPlan, { fleet, nats }: Tokens): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: metadataOf(plan, plan.name),
  type: "Opaque",
  stringData: { [FLEET_TOKEN.key]: fleet, ...(nats !== undefined && { [NATS_TOKEN.key]: nats }) },
});

const natsParts = (plan: FleetPlan): ManifestPart[] => [
  {
    comment: ["The NATS server that carries calls and results between the coordinator and the workers."],
    object: natsDeployment(plan),
  },
  { comment: ["Workers find the server by this name."], object: natsService(plan) },
  { comment: ["Only the fleet reaches the server, and the server reaches nobody."], object: natsPolicy(plan) },
];

function policyPart(plan: FleetPlan): ManifestPart {
  const { nats } = plan;
  const isNamed = nats !== undefined && isIP(nats.host) === 0;
  return {
    comment: [
      "Workers and the coordinator reach each other, the NATS server, DNS and what --service names, and nothing else.",
      ...(isNamed ? [`A policy knows no names: port ${nats.port} is open wherever ${nats.host} may be.`] : []),
    ],
    object: hostsPolicy(plan),
  };
}

/** It comes before the workers, so that they do not take all nodes. */
function coordinatorPart(plan: FleetPlan): ManifestPart {
  const [pod, kubectl] = [objectName(plan, "coordinator"), `kubectl${inNamespace(plan)}`];
  const { workers, hostServices = false } = plan;
  const players =
    hostServices && workers > 1 ? `--workers ${workers - 1} --service-on worker-0` : `--workers ${workers}`;
  const bench = `bench SCENARIO --fleet ${natsUrl(plan)} ${players} --out /tmp/report`;
  return {
    comment: [
      "Run the bench in here, and copy its reports:",
      "",
      `  ${kubectl} exec -it ${pod} -- pushbench ${bench}`,
      `  ${kubectl} cp ${pod}:/tmp/report report`,
    ],
    object: coordinatorPod(plan),
  };
}

const jobPart = (plan: FleetPlan): ManifestPart => ({
  comment: [
    `${counted(plan.workers, "worker")}, each on a node of its own. When one fails, all end: a part of the load is never played twice.`,
    `They end after ${counted(plan.hours, "hour")} at the latest, and before that with \`kubectl delete\`.`,
  ],
  object: workerJob(plan),
});
