/** A pod in which somebody runs `pushbench bench --fleet`: it reaches the workers as another pod does, and nobody outside of the cluster can. */
import { hostPod } from "./host-pod.js";
import { type KubernetesObject, metadataOf, objectName } from "./objects.js";
import type { FleetPlan } from "./plan.js";

export const coordinatorPod = (plan: FleetPlan): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: metadataOf(plan, objectName(plan, "coordinator"), "coordinator"),
  // It waits for `kubectl exec`, so that reports can be copied out of it afterwards.
  spec: { ...hostPod(plan, { name: "coordinator", command: ["sleep", "infinity"] }) },
});
