import assert from "node:assert/strict";
import { test } from "node:test";
import { manifestObjects, only, plain, plans, type ReadObject } from "./plans.js";
import { problemOf } from "./published-schemas.js";

test("every object of every kind of manifest keeps to the schema that Kubernetes publishes", () => {
  for (const [name, plan] of Object.entries(plans))
    for (const object of manifestObjects(plan)) assert.equal(problemOf(object), undefined, `${name}: ${object.kind}`);
});

const podOf = (objects: readonly ReadObject[]): ReadObject => only(objects, "Job").spec.template.spec;

/** Each breaks a good manifest in one place. */
const faults: Record<string, (objects: ReadObject[]) => void> = {
  "a number as text": (all) => {
    only(all, "Job").spec.completions = "20";
  },
  "a restart policy that is none": (all) => {
    podOf(all).restartPolicy = "Sometimes";
  },
  "a container without a name": (all) => {
    delete podOf(all).containers[0].name;
  },
  "no containers": (all) => {
    delete podOf(all).containers;
  },
  "arguments as one text": (all) => {
    podOf(all).containers[0].args = "worker";
  },
  "a Job without a template": (all) => {
    delete only(all, "Job").spec.template;
  },
  "a Deployment without a selector": (all) => {
    delete only(all, "Deployment").spec.selector;
  },
  "an amount that is none": (all) => {
    podOf(all).containers[0].resources.limits.memory = "much";
  },
  "labels as a list": (all) => {
    only(all, "Service").spec.selector = ["app"];
  },
  "a policy's port without a number": (all) => {
    only(all, "NetworkPolicy", "pushbench-nats").spec.ingress[0].ports[0].port = true;
  },
  "a probe without a port": (all) => {
    delete only(all, "Deployment").spec.template.spec.containers[0].readinessProbe.tcpSocket.port;
  },
  "an affinity without a topology": (all) => {
    const { podAntiAffinity } = podOf(all).affinity;
    delete podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey;
  },
  "a version that is none": (all) => {
    only(all, "Job").apiVersion = "batch/v2";
  },
};

test("a broken manifest does not keep to it", () => {
  for (const [what, breakIt] of Object.entries(faults)) {
    const objects = manifestObjects(plain);
    breakIt(objects);
    assert.equal(objects.filter((object) => problemOf(object) !== undefined).length, 1, what);
  }
});
