/** The schemas that Kubernetes publishes (its OpenAPI document), as the package kubernetes-models has compiled them. */
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { Job } from "kubernetes-models/batch/v1/Job";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import { Pod } from "kubernetes-models/v1/Pod";
import { Secret } from "kubernetes-models/v1/Secret";
import { Service } from "kubernetes-models/v1/Service";
import type { ReadObject } from "./plans.js";

const models = [Deployment, Job, NetworkPolicy, Pod, Secret, Service];

/** What the schema of its kind says against an object, or undefined. */
export function problemOf(object: ReadObject): string | undefined {
  const Model = models.find((one) => one.is(object));
  if (Model === undefined) return `no schema of ${object.apiVersion} ${object.kind}`;
  try {
    new Model(object).validate();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
