/** A NATS server for the fleet alone: its Deployment, and the Service by whose name workers find it. */
import { NATS_PORT } from "../channel/nats-address.js";
import {
  exactly,
  fromSecret,
  type KubernetesObject,
  labelsOf,
  lockedContainer,
  lockedPod,
  metadataOf,
  NATS_TOKEN,
  objectName,
} from "./objects.js";
import type { FleetPlan } from "./plan.js";

/** It carries calls and results, not the load. */
const CPUS = 1;
const MEMORY = "512Mi";
const TLS = { name: "tls", mountPath: "/etc/nats/tls" };
const PORT = { name: "nats", containerPort: NATS_PORT, protocol: "TCP" };

export function natsDeployment(plan: FleetPlan): KubernetesObject {
  const labels = labelsOf(plan, "nats");
  const { tlsSecret } = plan;
  const isEncrypted = tlsSecret !== undefined;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadataOf(plan, objectName(plan, "nats"), "nats"),
    spec: {
      replicas: 1,
      strategy: { type: "Recreate" }, // two servers that do not know each other would each have half of the fleet
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          ...lockedPod,
          containers: [
            {
              name: "nats",
              image: plan.natsImage,
              imagePullPolicy: "IfNotPresent",
              args: [
                `--port=${NATS_PORT}`,
                `--auth=$(${NATS_TOKEN.variable})`,
                ...(isEncrypted
                  ? ["--tls", `--tlscert=${TLS.mountPath}/tls.crt`, `--tlskey=${TLS.mountPath}/tls.key`]
                  : []),
              ],
              env: [fromSecret(plan, NATS_TOKEN)],
              ports: [PORT],
              readinessProbe: { tcpSocket: { port: PORT.name } },
              resources: exactly(CPUS, MEMORY),
              securityContext: lockedContainer,
              ...(isEncrypted && { volumeMounts: [{ ...TLS, readOnly: true }] }),
            },
          ],
          ...(isEncrypted && { volumes: [{ name: TLS.name, secret: { secretName: tlsSecret } }] }),
        },
      },
    },
  };
}

export const natsService = (plan: FleetPlan): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: metadataOf(plan, objectName(plan, "nats"), "nats"),
  spec: {
    selector: labelsOf(plan, "nats"),
    ports: [{ name: PORT.name, port: NATS_PORT, targetPort: PORT.name, protocol: "TCP" }],
  },
});
